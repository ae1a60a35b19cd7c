//! An expression as a tree, compiled once. Chains of one operator are lists, so that depth is brackets alone.

use super::names::Symbol;

/// What an expression gives. XPath 1.0 knows it from the text alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A set of nodes.
    Nodes,
    /// Text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Boolean,
}

impl Type {
    pub(in super::super) fn describe(self) -> &'static str {
        match self {
            Self::Nodes => "nodes",
            Self::Text => "text",
            Self::Number => "a number",
            Self::Boolean => "true or false",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// The same comparison with its sides exchanged.
    pub(super) fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Expr {
    Or(Vec<Expr>),
    And(Vec<Expr>),
    /// From left to right.
    Compare(Box<Expr>, Vec<(Comparison, Expr)>),
    /// From left to right.
    Arithmetic(Box<Expr>, Vec<(Operator, Expr)>),
    Negate(Box<Expr>),
    Union(Vec<Expr>),
    Path(Path),
    Literal(Box<str>),
    /// Text in which `$1` stands for what a loop has found.
    Template(Box<str>),
    /// `$1` alone, with or without quotation marks.
    Placeholder,
    Number(f64),
    Call(Function, Vec<Expr>),
}

impl Expr {
    pub(in super::super) fn kind(&self) -> Type {
        match self {
            Self::Or(_) | Self::And(_) | Self::Compare(..) => Type::Boolean,
            Self::Arithmetic(..) | Self::Negate(_) | Self::Number(_) => Type::Number,
            Self::Union(_) | Self::Path(_) => Type::Nodes,
            Self::Literal(_) | Self::Template(_) | Self::Placeholder => Type::Text,
            Self::Call(function, _) => function.kind(),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Path {
    pub(super) start: Start,
    pub(super) steps: Vec<Step>,
    /// From one node, a walk down the steps meets no node twice.
    pub(super) distinct: bool,
    /// … and meets them in document order.
    pub(super) ordered: bool,
    /// The name of the one attribute that the path is, where it is no more than `@name`.
    pub(super) attribute: Option<Box<str>>,
    /// Elements without which the path is empty.
    pub(super) needs: Vec<Symbol>,
}

#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Start {
    Context,
    Document,
    Filter(Box<Expr>, Vec<Predicate>),
}

#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Step {
    pub(super) axis: Axis,
    pub(super) test: Test,
    pub(super) predicates: Vec<Predicate>,
    /// Whether any predicate asks for a position.
    pub(super) positional: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Predicate {
    pub(super) expr: Expr,
    /// Whether it is a number, or asks for `position()` or `last()`.
    pub(super) positional: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Axis {
    Ancestor,
    AncestorOrSelf,
    Attribute,
    Child,
    Descendant,
    DescendantOrSelf,
    Following,
    FollowingSibling,
    Parent,
    Preceding,
    PrecedingSibling,
    Itself,
}

impl Axis {
    pub(super) const ALL: [(&'static str, Self); 12] = [
        ("ancestor", Self::Ancestor),
        ("ancestor-or-self", Self::AncestorOrSelf),
        ("attribute", Self::Attribute),
        ("child", Self::Child),
        ("descendant", Self::Descendant),
        ("descendant-or-self", Self::DescendantOrSelf),
        ("following", Self::Following),
        ("following-sibling", Self::FollowingSibling),
        ("parent", Self::Parent),
        ("preceding", Self::Preceding),
        ("preceding-sibling", Self::PrecedingSibling),
        ("self", Self::Itself),
    ];
}

#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Test {
    /// An element or attribute in no namespace.
    Name {
        symbol: Symbol,
        local: Box<str>,
    },
    /// An element or attribute in a namespace.
    Qualified {
        namespace: Box<str>,
        local: Box<str>,
    },
    /// Any element or attribute.
    Any,
    /// Any element or attribute in a namespace.
    AnyIn(Box<str>),
    Text,
    Comment,
    /// A processing instruction, of that target if one is given.
    Instruction(Option<Box<str>>),
    Node,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Function {
    Last,
    Position,
    Count,
    Id,
    LocalName,
    NamespaceUri,
    Name,
    String,
    Concat,
    StartsWith,
    Contains,
    SubstringBefore,
    SubstringAfter,
    Substring,
    StringLength,
    NormalizeSpace,
    Translate,
    Boolean,
    Not,
    True,
    False,
    Lang,
    Number,
    Sum,
    Floor,
    Ceiling,
    Round,
}

impl Function {
    /// Names, functions, the least and the most arguments, and the number of arguments in words.
    pub(super) const ALL: [(&'static str, Self, usize, usize, &'static str); 27] = [
        ("last", Self::Last, 0, 0, "none"),
        ("position", Self::Position, 0, 0, "none"),
        ("count", Self::Count, 1, 1, "one"),
        ("id", Self::Id, 1, 1, "one"),
        ("local-name", Self::LocalName, 0, 1, "none or one"),
        ("namespace-uri", Self::NamespaceUri, 0, 1, "none or one"),
        ("name", Self::Name, 0, 1, "none or one"),
        ("string", Self::String, 0, 1, "none or one"),
        ("concat", Self::Concat, 2, usize::MAX, "two or more"),
        ("starts-with", Self::StartsWith, 2, 2, "two"),
        ("contains", Self::Contains, 2, 2, "two"),
        ("substring-before", Self::SubstringBefore, 2, 2, "two"),
        ("substring-after", Self::SubstringAfter, 2, 2, "two"),
        ("substring", Self::Substring, 2, 3, "two or three"),
        ("string-length", Self::StringLength, 0, 1, "none or one"),
        ("normalize-space", Self::NormalizeSpace, 0, 1, "none or one"),
        ("translate", Self::Translate, 3, 3, "three"),
        ("boolean", Self::Boolean, 1, 1, "one"),
        ("not", Self::Not, 1, 1, "one"),
        ("true", Self::True, 0, 0, "none"),
        ("false", Self::False, 0, 0, "none"),
        ("lang", Self::Lang, 1, 1, "one"),
        ("number", Self::Number, 0, 1, "none or one"),
        ("sum", Self::Sum, 1, 1, "one"),
        ("floor", Self::Floor, 1, 1, "one"),
        ("ceiling", Self::Ceiling, 1, 1, "one"),
        ("round", Self::Round, 1, 1, "one"),
    ];

    pub(super) fn kind(self) -> Type {
        match self {
            Self::Id => Type::Nodes,
            Self::LocalName
            | Self::NamespaceUri
            | Self::Name
            | Self::String
            | Self::Concat
            | Self::SubstringBefore
            | Self::SubstringAfter
            | Self::Substring
            | Self::NormalizeSpace
            | Self::Translate => Type::Text,
            Self::Last
            | Self::Position
            | Self::Count
            | Self::StringLength
            | Self::Number
            | Self::Sum
            | Self::Floor
            | Self::Ceiling
            | Self::Round => Type::Number,
            Self::StartsWith
            | Self::Contains
            | Self::Boolean
            | Self::Not
            | Self::True
            | Self::False
            | Self::Lang => Type::Boolean,
        }
    }

    /// Whether its first argument must be nodes.
    pub(super) fn takes_nodes(self) -> bool {
        matches!(
            self,
            Self::Count | Self::LocalName | Self::NamespaceUri | Self::Name | Self::Sum
        )
    }
}
