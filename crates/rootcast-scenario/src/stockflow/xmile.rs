//! Reads models from XMILE files.
//!
//! Read are `sim_specs` (start, stop, dt and its reciprocal, method) and, of one model, stocks, flows, auxiliaries,
//! graphical functions and the `non_negative` behaviour. Units, documentation, views and, outside of variables, the
//! extensions of vendors are passed over, as they do not change a result. Arrays, modules, macros, conveyors, queues and
//! events are refused by name, as is any element that is not known.

mod tree;

use super::{
    Kind, Method, Model, StockFlowError, Times,
    lookup::{Lookup, Shape},
};
use tree::Element;

/// Elements that change no result.
const PASSED_OVER: [&str; 13] = [
    "units",
    "doc",
    "views",
    "range",
    "scale",
    "format",
    "style",
    "model_units",
    "equation_prefs",
    "data",
    "image",
    "simulation_delay",
    "documentation",
];

/// Reads a model from the text of an XMILE file.
pub fn read(text: &str) -> Result<Model, StockFlowError> {
    let root = tree::read(text)?;
    if root.name != "xmile" {
        return Err(root.wrong(&format!(
            "the file begins with `{}` and not with `xmile`",
            root.name
        )));
    }
    let mut times = None;
    let mut model = None;
    let mut behaviour = Behaviour::default();
    for child in &root.children {
        match child.name.as_str() {
            "sim_specs" => times = Some(sim_specs(child)?),
            "behavior" => behaviour = Behaviour::read(child)?,
            "model" if model.is_some() => {
                return Err(
                    child.wrong("a second model: modules are not supported, put all variables in one model")
                );
            }
            "model" => model = Some(child),
            "header" => header(child)?,
            "dimensions" if child.children.is_empty() => {}
            "dimensions" => return Err(child.wrong("arrays are not supported: write a variable an element")),
            "macro" => return Err(child.wrong("macros are not supported: write their equations out")),
            name if PASSED_OVER.contains(&name) || child.vendor => {}
            _ => return Err(child.unknown()),
        }
    }
    let model = model.ok_or_else(|| root.wrong("the file has no `model`"))?;
    let times =
        times.ok_or_else(|| root.wrong("the file has no `sim_specs`: say when the run starts and stops"))?;
    variables(model, times, behaviour)
}

/// Options a file says it needs: those that ask for what is not supported are refused.
fn header(header: &Element) -> Result<(), StockFlowError> {
    for options in header.children.iter().filter(|c| c.name == "options") {
        for option in &options.children {
            if matches!(
                option.name.as_str(),
                "uses_arrays"
                    | "uses_conveyor"
                    | "uses_queue"
                    | "uses_submodels"
                    | "uses_macros"
                    | "uses_event_posters"
            ) {
                return Err(option.wrong(&format!(
                    "the file asks for `{}`, which is not supported",
                    option.name
                )));
            }
        }
    }
    Ok(())
}

fn sim_specs(specs: &Element) -> Result<Times, StockFlowError> {
    let (mut start, mut stop, mut dt) = (None, None, 1.0);
    for child in &specs.children {
        match child.name.as_str() {
            "start" => start = Some(child.number()?),
            "stop" => stop = Some(child.number()?),
            "dt" => {
                dt = child.number()?;
                if child.attribute("reciprocal") == Some("true") {
                    dt = 1.0 / dt;
                }
            }
            "savestep" | "save_step" => {}
            name if PASSED_OVER.contains(&name) || child.vendor => {}
            _ => return Err(child.unknown()),
        }
    }
    let method = match specs.attribute("method").map(str::to_lowercase).as_deref() {
        None | Some("euler") => Method::Euler,
        Some("rk4") => Method::RungeKutta4,
        Some(other) => {
            return Err(specs.wrong(&format!(
                "method `{other}` is not supported: give `euler` or `rk4`"
            )));
        }
    };
    match (start, stop) {
        (Some(start), Some(stop)) => Ok(Times {
            start,
            stop,
            step: dt,
            method,
        }),
        _ => Err(specs.wrong("`start` or `stop` is missing")),
    }
}

/// What stocks and flows are that do not say it themselves.
#[derive(Clone, Copy, Default)]
struct Behaviour {
    stocks: bool,
    flows: bool,
}

impl Behaviour {
    fn read(element: &Element) -> Result<Self, StockFlowError> {
        let mut out = Self::default();
        for child in &element.children {
            let value = child
                .children
                .iter()
                .find(|c| c.name == "non_negative")
                .map(non_negative);
            match (child.name.as_str(), value) {
                ("non_negative", _) => {
                    out.stocks = non_negative(child);
                    out.flows = out.stocks;
                }
                ("stock", Some(value)) => out.stocks = value,
                ("flow", Some(value)) => out.flows = value,
                _ => return Err(child.unknown()),
            }
        }
        Ok(out)
    }
}

fn non_negative(element: &Element) -> bool {
    element.text.trim() != "false"
}

fn variables(model: &Element, times: Times, mut behaviour: Behaviour) -> Result<Model, StockFlowError> {
    let mut out = Model::new(times);
    let mut lists = Vec::new();
    for child in &model.children {
        match child.name.as_str() {
            "variables" => lists.push(child),
            "behavior" => behaviour = Behaviour::read(child)?,
            "sim_specs" => out.times = sim_specs(child)?,
            name if PASSED_OVER.contains(&name) || child.vendor => {}
            _ => return Err(child.unknown()),
        }
    }
    for variable in lists.iter().flat_map(|list| &list.children) {
        let name = match (variable.name.as_str(), variable.attribute("name")) {
            ("group", _) => continue,
            ("module", _) => {
                return Err(variable.wrong("modules are not supported: put all variables in one model"));
            }
            ("stock" | "flow" | "aux" | "gf", Some(name)) => name,
            ("stock" | "flow" | "aux" | "gf", None) => {
                return Err(variable.wrong(&format!("a `{}` has no name", variable.name)));
            }
            _ => return Err(variable.unknown()),
        };
        if variable.name == "gf" {
            out.lookup(name, curve(name, variable)?)?;
            continue;
        }
        one(&mut out, name, variable, behaviour)?;
    }
    Ok(out)
}

fn one(out: &mut Model, name: &str, variable: &Element, behaviour: Behaviour) -> Result<(), StockFlowError> {
    let (mut inflows, mut outflows) = (Vec::new(), Vec::new());
    let (mut equation, mut lookup) = (None, None);
    let stock = variable.name == "stock";
    let mut limited = if stock { behaviour.stocks } else { behaviour.flows };
    for part in &variable.children {
        let text = part.text.trim();
        match part.name.as_str() {
            "eqn" => equation = Some(text),
            "inflow" if stock => inflows.push(super::expression::key(text.trim_matches('"'))),
            "outflow" if stock => outflows.push(super::expression::key(text.trim_matches('"'))),
            "non_negative" if variable.name != "aux" => limited = non_negative(part),
            "gf" if !stock => lookup = Some(curve(name, part)?),
            "conveyor" | "queue" | "dimensions" | "element" | "event_poster" | "leak" | "overflow" => {
                return Err(part.wrong(&format!("`{name}`: `{}` is not supported", part.name)));
            }
            known if PASSED_OVER.contains(&known) => {}
            _ => return Err(part.unknown()),
        }
    }
    let equation = match (equation, &lookup) {
        (Some(equation), _) => equation,
        // A curve alone is called like a function, or looked up at the time.
        (None, Some(_)) => "TIME",
        (None, None) => return Err(variable.wrong(&format!("`{name}` has no equation"))),
    };
    let kind = match variable.name.as_str() {
        "stock" => Kind::Stock {
            inflows,
            outflows,
            non_negative: limited,
        },
        "flow" => Kind::Flow {
            non_negative: limited,
        },
        _ => Kind::Auxiliary,
    };
    out.add(name, kind, equation, lookup)?;
    Ok(())
}

fn curve(name: &str, gf: &Element) -> Result<Lookup, StockFlowError> {
    let (mut xs, mut ys, mut range) = (None, None, None);
    for part in &gf.children {
        match part.name.as_str() {
            "xpts" => xs = Some(part.numbers()?),
            "ypts" => ys = Some(part.numbers()?),
            "xscale" => {
                let end = |key: &str| part.attribute(key).and_then(|v| v.trim().parse::<f64>().ok());
                range = end("min").zip(end("max"));
            }
            "yscale" => {}
            known if PASSED_OVER.contains(&known) => {}
            _ => return Err(part.unknown()),
        }
    }
    let ys = ys.ok_or_else(|| gf.wrong(&format!("the curve of `{name}` has no `ypts`")))?;
    let xs = match (xs, range) {
        (Some(xs), _) => xs,
        (None, Some((low, high))) => {
            let last = ys.len().saturating_sub(1).max(1) as f64;
            (0..ys.len())
                .map(|i| low + (high - low) * i as f64 / last)
                .collect()
        }
        (None, None) => {
            return Err(gf.wrong(&format!("the curve of `{name}` has neither `xpts` nor `xscale`")));
        }
    };
    if xs.len() != ys.len() {
        return Err(gf.wrong(&format!(
            "the curve of `{name}` has {} `xpts` and {} `ypts`",
            xs.len(),
            ys.len()
        )));
    }
    let shape = match gf.attribute("type") {
        None | Some("continuous") => Shape::Continuous,
        Some("extrapolate") => Shape::Extrapolate,
        Some("discrete") => Shape::Discrete,
        Some(other) => return Err(gf.wrong(&format!("curves of type `{other}` are not known"))),
    };
    Lookup::new(name, xs.into_iter().zip(ys).collect(), shape)
}
