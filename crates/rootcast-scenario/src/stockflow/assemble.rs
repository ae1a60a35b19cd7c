//! From a model to a program: names resolved, delays turned into hidden stocks, equations put in an order in which each
//! finds what it needs.

use std::collections::BTreeMap;

use super::{
    Kind, Model, StockFlowError,
    expression::{ExpressionError, Node, Operator},
    functions::{self, Code},
    lookup::Lookup,
};

/// A stock of a program.
#[derive(Clone, Debug)]
pub(super) struct Stock {
    pub(super) slot: usize,
    pub(super) inflows: Vec<usize>,
    pub(super) outflows: Vec<usize>,
    pub(super) non_negative: bool,
}

/// A model ready to run: every value has a slot.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    /// Names of the slots; those from `shown` on are hidden.
    pub(super) names: Vec<String>,
    pub(super) shown: usize,
    pub(super) curves: Vec<Lookup>,
    /// Equations of first values, in order.
    pub(super) first: Vec<(usize, Code)>,
    /// Equations of all but stocks, in order.
    pub(super) running: Vec<(usize, Code)>,
    pub(super) stocks: Vec<Stock>,
}

/// What a slot is worked out by.
struct Slot {
    name: String,
    first: Code,
    /// `None` of a stock.
    running: Option<Code>,
}

/// Puts a model together.
pub(super) fn assemble(model: &Model) -> Result<Program, StockFlowError> {
    let mut places = BTreeMap::new();
    for (i, variable) in model.variables.iter().enumerate() {
        let taken = functions::is_function(&variable.key)
            || model.lookups.iter().any(|(k, _)| *k == variable.key)
            || places.insert(variable.key.clone(), i).is_some();
        if taken || variable.key.is_empty() {
            return Err(StockFlowError::Twice(variable.name.clone()));
        }
    }
    // Curves of their own, then those of variables: `LOOKUP` may look up what a variable looks its own value up in.
    let mut curve_names = BTreeMap::new();
    let mut curves = Vec::new();
    let own = model
        .variables
        .iter()
        .filter_map(|v| v.lookup.as_ref().map(|l| (&v.key, l)));
    for (key, lookup) in model.lookups.iter().map(|(k, l)| (k, l)).chain(own) {
        curve_names.insert(key.clone(), curves.len());
        curves.push(lookup.clone());
    }
    let mut builder = Builder {
        places: &places,
        curve_names,
        curves,
        slots: model
            .variables
            .iter()
            .map(|v| Slot {
                name: v.name.clone(),
                first: Code::Number(0.0),
                running: None,
            })
            .collect(),
        stocks: Vec::new(),
        variable: "",
    };
    for (i, variable) in model.variables.iter().enumerate() {
        builder.variable = &variable.name;
        let mut code = builder.code(&variable.equation.0)?;
        if variable.lookup.is_some()
            && let Some(curve) = builder.curve_names.get(&variable.key)
        {
            code = Code::Curve(*curve, Box::new(code));
        }
        if variable.kind == (Kind::Flow { non_negative: true }) {
            code = Code::Call(functions::Function::Max, vec![code, Code::Number(0.0)]);
        }
        match &variable.kind {
            Kind::Stock {
                inflows,
                outflows,
                non_negative,
            } => {
                let stock = Stock {
                    slot: i,
                    inflows: builder.flows(model, inflows)?,
                    outflows: builder.flows(model, outflows)?,
                    non_negative: *non_negative,
                };
                builder.stocks.push(stock);
                builder.slots[i].first = code;
            }
            Kind::Flow { .. } | Kind::Auxiliary => {
                builder.slots[i].first = code.clone();
                builder.slots[i].running = Some(code);
            }
        }
    }
    builder.program(model.variables.len())
}

struct Builder<'a> {
    places: &'a BTreeMap<String, usize>,
    curve_names: BTreeMap<String, usize>,
    curves: Vec<Lookup>,
    slots: Vec<Slot>,
    stocks: Vec<Stock>,
    variable: &'a str,
}

impl Builder<'_> {
    fn wrong(&self, source: ExpressionError) -> StockFlowError {
        StockFlowError::Equation {
            variable: self.variable.to_owned(),
            source,
        }
    }

    fn place(&self, name: &str) -> Result<usize, StockFlowError> {
        self.places
            .get(name)
            .copied()
            .ok_or_else(|| StockFlowError::Unknown {
                variable: self.variable.to_owned(),
                name: name.to_owned(),
                nearest: self
                    .places
                    .keys()
                    .map(|k| (distance(k, name), k))
                    .min()
                    .filter(|(d, _)| *d <= name.chars().count().div_ceil(3))
                    .map(|(_, k)| k.clone()),
            })
    }

    fn flows(&self, model: &Model, names: &[String]) -> Result<Vec<usize>, StockFlowError> {
        names
            .iter()
            .map(|name| {
                let at = self.place(name)?;
                match model.variables.get(at).map(|v| &v.kind) {
                    Some(Kind::Flow { .. }) => Ok(at),
                    _ => Err(StockFlowError::Variable {
                        variable: self.variable.to_owned(),
                        why: format!("`{name}` fills or drains it and is no flow"),
                    }),
                }
            })
            .collect()
    }

    fn code(&mut self, node: &Node) -> Result<Code, StockFlowError> {
        Ok(match node {
            Node::Number(value) => Code::Number(*value),
            Node::Name(name) => match (self.places.get(name), name.as_str()) {
                (Some(i), _) => Code::Slot(*i),
                (None, "time") => Code::Time,
                (None, "dt") => Code::Step,
                (None, "starttime") => Code::Start,
                (None, "stoptime") => Code::Stop,
                (None, "pi") => Code::Number(std::f64::consts::PI),
                (None, "inf") => Code::Number(f64::INFINITY),
                (None, _) => Code::Slot(self.place(name)?),
            },
            Node::Negate(a) => Code::Negate(Box::new(self.code(a)?)),
            Node::Not(a) => Code::Not(Box::new(self.code(a)?)),
            Node::Two(operator, a, b) => {
                Code::Two(*operator, Box::new(self.code(a)?), Box::new(self.code(b)?))
            }
            Node::If(a, b, c) => Code::If(
                Box::new(self.code(a)?),
                Box::new(self.code(b)?),
                Box::new(self.code(c)?),
            ),
            Node::Call(name, arguments, at) => self.call(name, arguments, *at)?,
        })
    }

    fn call(&mut self, name: &str, arguments: &[Node], at: usize) -> Result<Code, StockFlowError> {
        let mut codes = Vec::with_capacity(arguments.len());
        for argument in arguments {
            // The first argument of LOOKUP names a curve and is no value.
            match (name, argument, codes.is_empty()) {
                ("lookup", Node::Name(curve), true) if self.curve_names.contains_key(curve) => {
                    codes.push(Code::Number(self.curve_names[curve] as f64));
                }
                _ => codes.push(self.code(argument)?),
            }
        }
        let is_time = matches!(name, "time" | "dt" | "starttime" | "stoptime" | "pi");
        if is_time && codes.is_empty() {
            return self.code(&Node::Name(name.to_owned()));
        }
        match (name, codes.as_slice(), arguments) {
            ("lookup", [_, x], [Node::Name(curve), _]) => {
                if let Some(i) = self.curve_names.get(curve) {
                    return Ok(Code::Curve(*i, Box::new(x.clone())));
                }
                Err(self.wrong(ExpressionError::new(at, &format!("there is no curve `{curve}`"))))
            }
            ("init", [x], _) => Ok(Code::First(self.hide("INIT", x.clone(), Some(x.clone())))),
            _ => {
                if let (Some(i), [x]) = (self.curve_names.get(name), codes.as_slice()) {
                    return Ok(Code::Curve(*i, Box::new(x.clone())));
                }
                if let Some((order, material)) = functions::delay(name) {
                    return self.delay(name, order, material, codes, at);
                }
                functions::of_call(name, codes.len(), at)
                    .map(|f| Code::Call(f, codes))
                    .map_err(|e| self.wrong(e))
            }
        }
    }

    fn hide(&mut self, what: &str, first: Code, running: Option<Code>) -> usize {
        self.slots.push(Slot {
            name: format!("{what} in {}", self.variable),
            first,
            running,
        });
        self.slots.len() - 1
    }

    /// A delay of order n as n hidden stocks. Material: stage i holds what it is given for T/n on average and passes
    /// S/(T/n) on. Information: stage i closes the gap to what it is given in T/n.
    fn delay(
        &mut self,
        name: &str,
        order: u8,
        material: bool,
        mut codes: Vec<Code>,
        at: usize,
    ) -> Result<Code, StockFlowError> {
        let refused = |builder: &Self, why: &str| {
            Err(builder.wrong(ExpressionError::new(
                at,
                &format!("`{}` {why}", name.to_uppercase()),
            )))
        };
        let stages = if order > 0 {
            f64::from(order)
        } else if codes.len() > 2 {
            match codes.remove(2) {
                Code::Number(n) if (1.0..=100.0).contains(&n) && n.fract().abs() < f64::EPSILON => n,
                _ => return refused(self, "needs a whole number from 1 to 100 as its order"),
            }
        } else {
            return refused(self, "needs an input, a time and an order");
        };
        let (input, time, first) = match codes.as_slice() {
            [input, time] => (input.clone(), time, input.clone()),
            [input, time, first] => (input.clone(), time, first.clone()),
            _ => return refused(self, "needs an input and a time, and may have a first value"),
        };
        let over = |operator, a: Code, b: Code| Code::Two(operator, Box::new(a), Box::new(b));
        let stage_time = over(Operator::Divide, time.clone(), Code::Number(stages));
        let mut given = input;
        for _ in 0..crate::moments::below(stages) {
            let start = if material {
                over(Operator::Times, first.clone(), stage_time.clone())
            } else {
                first.clone()
            };
            let slot = self.hide("a delay", start, None);
            let (level, passed) = if material {
                let out = over(Operator::Divide, Code::Slot(slot), stage_time.clone());
                (over(Operator::Minus, given, out.clone()), out)
            } else {
                let gap = over(Operator::Minus, given, Code::Slot(slot));
                (over(Operator::Divide, gap, stage_time.clone()), Code::Slot(slot))
            };
            let rate = self.hide("the rate of a delay", level.clone(), Some(level));
            self.stocks.push(Stock {
                slot,
                inflows: vec![rate],
                outflows: Vec::new(),
                non_negative: false,
            });
            given = passed;
        }
        Ok(given)
    }

    fn program(self, shown: usize) -> Result<Program, StockFlowError> {
        let Self {
            slots,
            stocks,
            curves,
            ..
        } = self;
        let names: Vec<String> = slots.iter().map(|s| s.name.clone()).collect();
        let needs: Vec<Vec<usize>> = slots
            .iter()
            .map(|s| {
                let mut out = Vec::new();
                needed(&s.first, true, &mut out);
                out
            })
            .collect();
        let first = order(&needs, &names)?
            .into_iter()
            .map(|i| (i, slots[i].first.clone()))
            .collect();
        let needs: Vec<Vec<usize>> = slots
            .iter()
            .map(|s| {
                let mut out = Vec::new();
                if let Some(code) = &s.running {
                    needed(code, false, &mut out);
                }
                out.retain(|i| slots[*i].running.is_some());
                out
            })
            .collect();
        let running = order(&needs, &names)?
            .into_iter()
            .filter_map(|i| slots[i].running.clone().map(|code| (i, code)))
            .collect();
        Ok(Program {
            names,
            shown,
            curves,
            first,
            running,
            stocks,
        })
    }
}

/// The slots that an equation reads; those it reads at the start only, where asked for.
fn needed(code: &Code, start: bool, out: &mut Vec<usize>) {
    match code {
        Code::Slot(i) => out.push(*i),
        Code::First(i) if start => out.push(*i),
        Code::Negate(a) | Code::Not(a) | Code::Curve(_, a) => needed(a, start, out),
        Code::Two(_, a, b) => {
            needed(a, start, out);
            needed(b, start, out);
        }
        Code::If(a, b, c) => {
            needed(a, start, out);
            needed(b, start, out);
            needed(c, start, out);
        }
        Code::Call(_, arguments) => {
            for a in arguments {
                needed(a, start, out);
            }
        }
        Code::First(_) | Code::Number(_) | Code::Time | Code::Step | Code::Start | Code::Stop => {}
    }
}

/// An order in which everything comes after what it needs (A. B. Kahn, Commun. ACM 5, 1962); an error names a circle.
fn order(needs: &[Vec<usize>], names: &[String]) -> Result<Vec<usize>, StockFlowError> {
    let mut waiting: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut users = vec![Vec::new(); needs.len()];
    for (i, list) in needs.iter().enumerate() {
        for need in list {
            users[*need].push(i);
        }
    }
    let mut out: Vec<usize> = (0..needs.len()).filter(|i| waiting[*i] == 0).collect();
    let mut at = 0;
    while let Some(done) = out.get(at).copied() {
        at += 1;
        for user in &users[done] {
            waiting[*user] -= 1;
            if waiting[*user] == 0 {
                out.push(*user);
            }
        }
    }
    let Some(stuck) = waiting.iter().position(|w| *w > 0) else {
        return Ok(out);
    };
    // From anything that waits, what it waits for leads into a circle.
    let mut seen = Vec::new();
    let mut passed = vec![false; needs.len()];
    let mut now = stuck;
    while !std::mem::replace(&mut passed[now], true) {
        seen.push(now);
        now = needs[now]
            .iter()
            .copied()
            .find(|n| waiting[*n] > 0)
            .unwrap_or(now);
    }
    let circle: Vec<String> = seen
        .iter()
        .skip_while(|i| **i != now)
        .map(|i| format!("`{}`", names[*i]))
        .collect();
    Err(StockFlowError::Circle(circle.join(", ")))
}

/// The edit distance between two names.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replaced = corner + usize::from(ca != *cb);
            corner = row[j + 1];
            row[j + 1] = replaced.min(corner + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}
