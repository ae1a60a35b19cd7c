//! Functions that equations may call, and how they are worked out.

use super::{
    expression::{ExpressionError, Operator},
    lookup::Lookup,
};

/// A function without memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Abs,
    Arccos,
    Arcsin,
    Arctan,
    Cos,
    Exp,
    Int,
    Ln,
    Log10,
    Max,
    Min,
    Pulse,
    Ramp,
    Safediv,
    Sin,
    Sqrt,
    Step,
    Tan,
}

/// Functions without memory: name, function, fewest and most arguments.
const FUNCTIONS: [(&str, Function, usize, usize); 18] = [
    ("abs", Function::Abs, 1, 1),
    ("arccos", Function::Arccos, 1, 1),
    ("arcsin", Function::Arcsin, 1, 1),
    ("arctan", Function::Arctan, 1, 1),
    ("cos", Function::Cos, 1, 1),
    ("exp", Function::Exp, 1, 1),
    ("int", Function::Int, 1, 1),
    ("ln", Function::Ln, 1, 1),
    ("log10", Function::Log10, 1, 1),
    ("max", Function::Max, 2, 2),
    ("min", Function::Min, 2, 2),
    ("pulse", Function::Pulse, 1, 3),
    ("ramp", Function::Ramp, 2, 3),
    ("safediv", Function::Safediv, 2, 3),
    ("sin", Function::Sin, 1, 1),
    ("sqrt", Function::Sqrt, 1, 1),
    ("step", Function::Step, 2, 2),
    ("tan", Function::Tan, 1, 1),
];

/// Functions with memory, which become hidden stocks: name, order (0: the third argument), whether material.
const DELAYS: [(&str, u8, bool); 6] = [
    ("delay1", 1, true),
    ("delay3", 3, true),
    ("delayn", 0, true),
    ("smth1", 1, false),
    ("smth3", 3, false),
    ("smthn", 0, false),
];

/// Names that stand for a value of the run.
const VALUES: [&str; 6] = ["time", "dt", "starttime", "stoptime", "pi", "inf"];

/// Functions of XMILE that draw random numbers or need what is not kept.
const REFUSED: [&str; 11] = [
    "random",
    "normal",
    "poisson",
    "exprnd",
    "lognormal",
    "delay",
    "forcst",
    "trend",
    "previous",
    "self",
    "irr",
];

pub(super) fn is_function(key: &str) -> bool {
    function(key).is_some()
        || delay(key).is_some()
        || VALUES.contains(&key)
        || REFUSED.contains(&key)
        || matches!(key, "init" | "lookup")
}

pub(super) fn delay(key: &str) -> Option<(u8, bool)> {
    DELAYS
        .iter()
        .find(|(name, ..)| *name == key)
        .map(|(_, order, material)| (*order, *material))
}

fn function(key: &str) -> Option<(Function, usize, usize)> {
    FUNCTIONS
        .iter()
        .find(|(name, ..)| *name == key)
        .map(|(_, f, fewest, most)| (*f, *fewest, *most))
}

/// The function of a call, with its arguments counted.
pub(super) fn of_call(key: &str, arguments: usize, at: usize) -> Result<Function, ExpressionError> {
    if REFUSED.contains(&key) {
        return Err(ExpressionError::new(
            at,
            &format!(
                "`{}` is not supported: write it with stocks, or give its values as a curve",
                key.to_uppercase()
            ),
        ));
    }
    let Some((function, fewest, most)) = function(key) else {
        return Err(ExpressionError::new(
            at,
            &format!("there is no function or curve `{key}`"),
        ));
    };
    if !(fewest..=most).contains(&arguments) {
        return Err(ExpressionError::new(
            at,
            &format!(
                "`{}` takes {fewest} to {most} arguments and is given {arguments}",
                key.to_uppercase()
            ),
        ));
    }
    Ok(function)
}

/// Time, as an equation sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub(super) time: f64,
    pub(super) start: f64,
    pub(super) stop: f64,
    pub(super) step: f64,
}

/// An equation with its names resolved to places.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Code {
    Number(f64),
    Slot(usize),
    /// The value a place had at the start.
    First(usize),
    Time,
    Step,
    Start,
    Stop,
    Negate(Box<Code>),
    Not(Box<Code>),
    Two(Operator, Box<Code>, Box<Code>),
    If(Box<Code>, Box<Code>, Box<Code>),
    Call(Function, Vec<Code>),
    Curve(usize, Box<Code>),
}

fn truth(value: bool) -> f64 {
    if value { 1.0 } else { 0.0 }
}

#[allow(clippy::float_cmp, reason = "`=` and `<>` of the language compare exactly")]
fn two(operator: Operator, a: f64, b: f64) -> f64 {
    match operator {
        Operator::Power => a.powf(b),
        Operator::Times => a * b,
        Operator::Divide => a / b,
        Operator::Modulo => a - b * (a / b).floor(),
        Operator::Plus => a + b,
        Operator::Minus => a - b,
        Operator::Less => truth(a < b),
        Operator::LessOrEqual => truth(a <= b),
        Operator::Greater => truth(a > b),
        Operator::GreaterOrEqual => truth(a >= b),
        Operator::Equal => truth(a == b),
        Operator::Unequal => truth(a != b),
        Operator::And => truth(a != 0.0 && b != 0.0),
        Operator::Or => truth(a != 0.0 || b != 0.0),
    }
}

impl Code {
    /// The value of the equation, given those of all places, those at the start, and the time.
    pub(super) fn value(&self, slots: &[f64], first: &[f64], curves: &[Lookup], clock: Clock) -> f64 {
        let of = |code: &Self| code.value(slots, first, curves, clock);
        let at = |slots: &[f64], i: usize| slots.get(i).copied().unwrap_or(f64::NAN);
        match self {
            Self::Number(value) => *value,
            Self::Slot(i) => at(slots, *i),
            Self::First(i) => at(first, *i),
            Self::Time => clock.time,
            Self::Step => clock.step,
            Self::Start => clock.start,
            Self::Stop => clock.stop,
            Self::Negate(a) => -of(a),
            Self::Not(a) => truth(of(a).abs() == 0.0),
            Self::Two(operator, a, b) => two(*operator, of(a), of(b)),
            Self::If(condition, yes, no) => of(if of(condition).abs() > 0.0 { yes } else { no }),
            Self::Curve(i, x) => curves.get(*i).map_or(f64::NAN, |c| c.at(of(x))),
            Self::Call(function, arguments) => {
                let value = |i: usize| arguments.get(i).map(of);
                call(*function, value, clock)
            }
        }
    }
}

fn call(function: Function, argument: impl Fn(usize) -> Option<f64>, clock: Clock) -> f64 {
    let x = argument(0).unwrap_or(f64::NAN);
    let y = argument(1);
    let second = y.unwrap_or(f64::NAN);
    // Times are multiples of the step: half of one tells equal from unequal whatever the rounding.
    let reached = |at: f64| clock.time >= at - clock.step / 2.0;
    match function {
        Function::Abs => x.abs(),
        Function::Arccos => x.acos(),
        Function::Arcsin => x.asin(),
        Function::Arctan => x.atan(),
        Function::Cos => x.cos(),
        Function::Exp => x.exp(),
        // The largest whole number not above it, as in Stella.
        Function::Int => x.floor(),
        Function::Ln => x.ln(),
        Function::Log10 => x.log10(),
        Function::Max => x.max(second),
        Function::Min => x.min(second),
        Function::Sin => x.sin(),
        Function::Sqrt => x.sqrt(),
        Function::Tan => x.tan(),
        Function::Safediv => {
            if second.abs() > 0.0 {
                x / second
            } else {
                argument(2).unwrap_or(0.0)
            }
        }
        Function::Step => {
            if reached(second) {
                x
            } else {
                0.0
            }
        }
        Function::Ramp => {
            let end = argument(2).unwrap_or(f64::INFINITY).min(clock.time);
            x * (end - second).max(0.0)
        }
        Function::Pulse => {
            let first = y.unwrap_or(clock.start);
            let every = argument(2).unwrap_or(0.0);
            let since = clock.time - first;
            let due = if every > 0.0 {
                let nearest = (since / every).round() * every;
                reached(first) && (since - nearest).abs() < clock.step / 2.0
            } else {
                since.abs() < clock.step / 2.0
            };
            if due { x / clock.step } else { 0.0 }
        }
    }
}
