//! The specification curve, printed.

use rootcast_store::flat::{Cells, Column};

use crate::{
    format::{
        Page, Report,
        number::people,
        table::{self, TextColumn},
    },
    impact::curve::{Curve, Specification},
};

pub(super) struct Told<'a>(pub(super) &'a Curve);

impl Report for Told<'_> {
    fn columns(&self) -> Vec<Column> {
        let s = &self.0.specifications;
        let column = |name: &str, cells: Cells| Column {
            name: name.to_owned(),
            cells,
        };
        let text = |f: &dyn Fn(&Specification) -> String| Cells::Text(s.iter().map(|x| Some(f(x))).collect());
        vec![
            column("scale", text(&|x| format!("{:?}", x.scale).to_lowercase())),
            column(
                "months_before",
                Cells::Count(s.iter().map(|x| Some(x.before as u64)).collect()),
            ),
            column(
                "months_after",
                Cells::Count(s.iter().map(|x| Some(x.after as u64)).collect()),
            ),
            column("donors", text(&|x| x.donors.to_owned())),
            column("estimator", text(&|x| x.estimator.to_owned())),
            column(
                "relative_effect",
                Cells::Number(s.iter().map(|x| Some(x.relative)).collect()),
            ),
            column("p", Cells::Number(s.iter().map(|x| x.p).collect())),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.0)
    }

    fn text(&self, page: &Page) -> String {
        let c = self.0;
        let per = |v: f64| format!("{} %", people(100.0 * v, 0));
        let mut out = format!(
            "{}\n\n",
            page.strong(&format!("{}: {} specifications", c.event, c.specifications.len()))
        );
        out.push_str(&format!(
            "{} of them go the way that is claimed{}. Effects from {} to {} (5 to 95 per cent of the curve), the middle one {}.\n\n",
            per(c.agree),
            c.rare.map_or_else(String::new, |r| format!(
                ", and {} of those with placebos do so with a p of a tenth or less",
                per(r)
            )),
            per(c.quantiles[0]),
            per(c.quantiles[4]),
            per(c.quantiles[2])
        ));
        let columns = [
            TextColumn::left("choice", c.drivers.iter().map(|d| d.0.clone()).collect()),
            TextColumn::right("explains", c.drivers.iter().map(|d| per(d.1)).collect()),
        ];
        out.push_str(&table::set(&columns, 1, page));
        if c.failed > 0 {
            out.push_str(&format!(
                "\n{} specifications could not be estimated.\n",
                c.failed
            ));
        }
        out.push('\n');
        out.push_str(&page.entry("plan", &c.plan_hash, true));
        out.push_str(&page.entry(
            "figures",
            "--format csv has every specification with its effect and p; effects are parts of what there would have been",
            false,
        ));
        out
    }
}
