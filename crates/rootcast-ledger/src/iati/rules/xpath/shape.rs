//! What can be known of a path before any record is read: whether it can be walked, and what it cannot do without.

use super::names::Symbol;
use super::syntax::{Axis, Expr, Function, Path, Start, Step, Test};

impl Step {
    /// A step without predicates.
    pub(super) fn bare(axis: Axis, test: Test) -> Self {
        Self {
            axis,
            test,
            predicates: Vec::new(),
            positional: false,
        }
    }

    /// What `//` stands for.
    pub(super) fn any_depth() -> Self {
        Self::bare(Axis::DescendantOrSelf, Test::Node)
    }

    /// The name of an attribute in no namespace, where the step asks for no more.
    fn attribute(&self) -> Option<&str> {
        match &self.test {
            Test::Name { local, .. } if self.axis == Axis::Attribute && self.predicates.is_empty() => {
                Some(local)
            }
            _ => None,
        }
    }

    fn is_any_depth(&self) -> bool {
        self.axis == Axis::DescendantOrSelf && self.test == Test::Node && self.predicates.is_empty()
    }
}

impl Path {
    /// A path, simplified and described.
    pub(super) fn new(start: Start, steps: Vec<Step>) -> Self {
        let steps = shorten(steps);
        let (distinct, ordered) = walk(&start, &steps);
        let needs = needs(&steps);
        let attribute = match (&start, steps.as_slice()) {
            (Start::Context, [step]) => step.attribute().map(Box::from),
            _ => None,
        };
        Self {
            start,
            steps,
            distinct,
            ordered,
            attribute,
            needs,
        }
    }
}

/// `//x` asks for every `x` below, unless `x` is counted among its siblings.
fn shorten(steps: Vec<Step>) -> Vec<Step> {
    let mut out: Vec<Step> = Vec::with_capacity(steps.len());
    for mut step in steps {
        if step.axis == Axis::Child && !step.positional && out.last().is_some_and(Step::is_any_depth) {
            out.pop();
            step.axis = Axis::Descendant;
        }
        out.push(step);
    }
    out
}

/// Whether a walk from one node meets no node twice, and in document order.
fn walk(start: &Start, steps: &[Step]) -> (bool, bool) {
    if matches!(start, Start::Filter(..)) {
        return (false, false);
    }
    let (mut distinct, mut ordered) = (true, true);
    // One node so far; then many, none above another; then many at different depths.
    let (mut single, mut deep) = (true, false);
    for step in steps {
        match step.axis {
            Axis::Itself | Axis::Attribute => {}
            Axis::Child => {
                ordered &= !deep;
            }
            Axis::Parent | Axis::FollowingSibling if single => {}
            Axis::Descendant | Axis::DescendantOrSelf if !deep => deep = true,
            _ => (distinct, ordered) = (false, false),
        }
        single &= matches!(step.axis, Axis::Itself | Axis::Parent);
    }
    (distinct, ordered)
}

/// The names without which a path that only leads down is empty.
fn needs(steps: &[Step]) -> Vec<Symbol> {
    let down = |s: &Step| {
        matches!(
            s.axis,
            Axis::Child | Axis::Descendant | Axis::DescendantOrSelf | Axis::Itself | Axis::Attribute
        )
    };
    if !steps.iter().all(down) {
        return Vec::new();
    }
    steps
        .iter()
        .filter(|s| s.axis != Axis::Attribute)
        .filter_map(|s| match s.test {
            Test::Name { symbol, .. } => Some(symbol),
            _ => None,
        })
        .collect()
}

impl Expr {
    /// Whether it asks for `position()` or `last()` of its own context.
    pub(super) fn asks_position(&self) -> bool {
        match self {
            Self::Or(all) | Self::And(all) | Self::Union(all) => all.iter().any(Self::asks_position),
            Self::Compare(first, rest) => first.asks_position() || rest.iter().any(|r| r.1.asks_position()),
            Self::Arithmetic(first, rest) => {
                first.asks_position() || rest.iter().any(|r| r.1.asks_position())
            }
            Self::Negate(inner) => inner.asks_position(),
            // The predicates of a path have contexts of their own.
            Self::Path(path) => match &path.start {
                Start::Filter(primary, _) => primary.asks_position(),
                Start::Context | Start::Document => false,
            },
            Self::Literal(_) | Self::Template(_) | Self::Placeholder | Self::Number(_) => false,
            Self::Call(Function::Position | Function::Last, _) => true,
            Self::Call(_, arguments) => arguments.iter().any(Self::asks_position),
        }
    }
}
