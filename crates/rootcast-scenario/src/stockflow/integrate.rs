//! Steps a program through time.

use serde::Serialize;

use super::{
    MOST_VALUES, Method, StockFlowError, Times,
    assemble::Program,
    expression::key,
    functions::{Clock, Code},
};

/// What a run gave.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// The variables, as the model names them.
    pub names: Vec<String>,
    /// The times.
    pub times: Vec<f64>,
    /// Values: a list a variable, one value a time.
    pub values: Vec<Vec<f64>>,
}

impl Run {
    /// The values of a variable; its name in any case, with blanks or underscores.
    pub fn of(&self, name: &str) -> Option<&[f64]> {
        let wanted = key(name);
        let at = self.names.iter().position(|n| key(n) == wanted)?;
        self.values.get(at).map(Vec::as_slice)
    }
}

pub(super) fn run(program: &Program, times: &Times) -> Result<Run, StockFlowError> {
    let steps = times.steps()?;
    if program.shown.saturating_mul(steps + 1) > MOST_VALUES {
        return Err(StockFlowError::Times(format!(
            "{} variables at {} times are more than {MOST_VALUES} values: take a larger step",
            program.shown,
            steps + 1
        )));
    }
    if times.method == Method::RungeKutta4
        && let Some(stock) = program.stocks.iter().find(|s| s.non_negative)
    {
        return Err(StockFlowError::Variable {
            variable: program.names[stock.slot].clone(),
            why: "a stock that is not to become negative is defined for Euler's method only".to_owned(),
        });
    }
    let mut state = State {
        program,
        slots: vec![0.0; program.names.len()],
        first: Vec::new(),
        clock: Clock {
            time: times.start,
            start: times.start,
            stop: times.stop,
            step: times.step,
        },
    };
    // First values may read first values: the slots themselves stand for them until all are known.
    for (slot, code) in &program.first {
        let value = code.value(&state.slots, &state.slots, &program.curves, state.clock);
        state.slots[*slot] = value;
    }
    state.first = state.slots.clone();
    let mut out = Run {
        names: program.names[..program.shown].to_vec(),
        times: Vec::with_capacity(steps + 1),
        values: vec![Vec::with_capacity(steps + 1); program.shown],
    };
    for n in 0..=steps {
        state.clock.time = times.start + n as f64 * times.step;
        state.rates();
        if times.method == Method::Euler {
            state.limit_outflows();
        }
        out.times.push(state.clock.time);
        for (i, (values, value)) in out.values.iter_mut().zip(&state.slots).enumerate() {
            if !value.is_finite() {
                return Err(StockFlowError::NotFinite {
                    variable: program.names[i].clone(),
                    value: *value,
                    time: state.clock.time,
                });
            }
            values.push(*value);
        }
        if n < steps {
            match times.method {
                Method::Euler => state.euler(),
                Method::RungeKutta4 => state.runge_kutta(),
            }
        }
    }
    Ok(out)
}

struct State<'a> {
    program: &'a Program,
    slots: Vec<f64>,
    first: Vec<f64>,
    clock: Clock,
}

impl State<'_> {
    fn value(&self, code: &Code) -> f64 {
        code.value(&self.slots, &self.first, &self.program.curves, self.clock)
    }

    /// Works out all but the stocks.
    fn rates(&mut self) {
        for (slot, code) in &self.program.running {
            self.slots[*slot] = self.value(code);
        }
    }

    /// Lowers outflows to what is there, the first served first. A flow lowered here may leave less for a stock that it
    /// fills: flows only fall, so as many passes as there are stocks settle it.
    fn limit_outflows(&mut self) {
        for _ in 0..self.program.stocks.len() {
            let mut changed = false;
            for stock in self.program.stocks.iter().filter(|s| s.non_negative) {
                let inflow: f64 = stock.inflows.iter().map(|f| self.slots[*f]).sum();
                let mut left = (self.slots[stock.slot] / self.clock.step + inflow).max(0.0);
                for flow in &stock.outflows {
                    if self.slots[*flow] > left {
                        self.slots[*flow] = left;
                        changed = true;
                    }
                    left -= self.slots[*flow].max(0.0);
                }
            }
            if !changed {
                break;
            }
        }
    }

    /// The net rate of each stock.
    fn net(&self) -> Vec<f64> {
        self.program
            .stocks
            .iter()
            .map(|s| {
                let sum = |flows: &[usize]| flows.iter().map(|f| self.slots[*f]).sum::<f64>();
                sum(&s.inflows) - sum(&s.outflows)
            })
            .collect()
    }

    fn shift(&mut self, from: &[f64], rates: &[f64], by: f64) {
        for ((stock, level), rate) in self.program.stocks.iter().zip(from).zip(rates) {
            let moved = level + by * rate;
            // Rounding may leave a stock that was drained to nothing just below it.
            self.slots[stock.slot] = if stock.non_negative { moved.max(0.0) } else { moved };
        }
    }

    fn levels(&self) -> Vec<f64> {
        self.program.stocks.iter().map(|s| self.slots[s.slot]).collect()
    }

    fn euler(&mut self) {
        let (levels, rates) = (self.levels(), self.net());
        self.shift(&levels, &rates, self.clock.step);
    }

    fn runge_kutta(&mut self) {
        let (start, step, levels) = (self.clock.time, self.clock.step, self.levels());
        let mut slopes = vec![self.net()];
        for part in [0.5, 0.5, 1.0] {
            let last = slopes.last().cloned().unwrap_or_default();
            self.shift(&levels, &last, part * step);
            self.clock.time = start + part * step;
            self.rates();
            slopes.push(self.net());
        }
        let [k1, k2, k3, k4] = slopes.as_slice() else {
            return;
        };
        let mean: Vec<f64> = (0..levels.len())
            .map(|i| (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]) / 6.0)
            .collect();
        self.shift(&levels, &mean, step);
    }
}
