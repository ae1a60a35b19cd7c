use rootcast_claims::{Lang, quantity::quantities, time::times};
fn main() {
    let lang = Lang::English;
    let day: jiff::civil::Date = std::env::args().nth(1).unwrap().parse().unwrap();
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        println!("## {line}");
        for q in quantities(&line, lang) {
            println!(
                "  Q [{}] whole [{}] {:?} {:?} {:?} {:?} money {} pct {} unit {:?} noun {:?} per {:?} share {}",
                &line[q.span.clone()],
                &line[q.whole.clone()],
                match q.amount {
                    rootcast_claims::quantity::Amount::Single(n) => format!("{}", n.value),
                    rootcast_claims::quantity::Amount::Range { from, to } =>
                        format!("{}..{}", from.value, to.value),
                },
                q.change,
                q.form,
                q.qualifier,
                q.unit.is_money(),
                q.unit.is_percent(),
                q.unit.name(),
                q.unit.noun.as_ref().map(|n| n.name.clone()),
                q.unit.per,
                q.unit.share
            );
        }
        for t in times(&line, day, lang) {
            println!(
                "  T [{}] {:?} {:?}",
                &line[t.span.clone()],
                t.relation,
                match &t.when {
                    rootcast_claims::time::When::Days(d) => format!(
                        "Days {:?} past {:?} certain {}",
                        d.period.map(|p| p.to_string()),
                        d.past,
                        d.is_certain()
                    ),
                    o => format!("{o:?}"),
                }
            );
        }
    }
}
