//! The structure of IATI 2.03 as tables that a walk over a record can look things up in, compiled from the notation of
//! `data/iati-2.03.txt` when first used.

use std::sync::OnceLock;

use super::datatype::{Datatype, NOT_CHECKED};
use super::notation::{self, Count, Line, NotationError};
use crate::iati::Kind;

/// A name, with its first eight bytes as a number: most names differ there or in length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    key: u64,
    text: &'static str,
}

impl Name {
    fn new(text: &'static str) -> Self {
        let key = key(text);
        Self { key, text }
    }

    /// Whether it is `text`, whose [`key`] is known.
    pub(super) fn is(self, key: u64, text: &str) -> bool {
        self.key == key && self.text.len() == text.len() && (text.len() <= 8 || self.text == text)
    }

    /// As written.
    pub(super) fn text(self) -> &'static str {
        self.text
    }
}

/// The first eight bytes of a name as a number, filled up with zeros.
pub(super) fn key(name: &str) -> u64 {
    let bytes = name.as_bytes();
    match bytes.first_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes.iter().rev().fold(0, |key, b| key << 8 | u64::from(*b)),
    }
}

/// What an element holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Content {
    /// Elements, with white space between them.
    #[default]
    Elements,
    /// Text of a datatype and no elements.
    Text(Datatype),
    /// Anything. What the standard knows is checked where it occurs.
    Anything,
    /// Nothing is looked at, because the element itself should not be there.
    Unchecked,
}

/// A child an element may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// Its name; empty for elements of other vocabularies.
    pub(super) name: Name,
    /// What it is, as an index of [`Table::shape`].
    pub(super) shape: usize,
    /// How often it may occur.
    pub(super) count: Count,
}

/// An attribute an element may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    /// Its name as written, with prefix.
    pub(super) name: Name,
    /// The datatype of its value.
    pub(super) datatype: Datatype,
    /// Whether it must be there.
    pub(super) required: bool,
}

/// What an element in a place must look like.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    /// What it holds.
    pub(super) content: Content,
    /// Its children, in order.
    pub(super) slots: Vec<Slot>,
    /// Those of [`Shape::slots`] that must be there, by bit.
    pub(super) needed: u64,
    /// Its attributes.
    pub(super) rules: Vec<Rule>,
    /// Those of [`Shape::rules`] that must be there, by bit.
    pub(super) required: u64,
    /// Where among its children elements of other vocabularies may stand, as an index of [`Shape::slots`].
    pub(super) others: Option<usize>,
    /// Whether it takes attributes of other vocabularies.
    pub(super) open: bool,
    /// The type that has a name and that it is of, as an index of [`Table::types`].
    pub(super) of: Option<usize>,
}

/// A type with a name, which a file may put in the place of a declared one (`xsi:type`).
#[derive(Clone, Copy, Debug)]
pub(super) struct NamedType {
    /// Its name in the standard, or among the datatypes of XML Schema.
    pub(super) name: &'static str,
    /// Whether it is a datatype of XML Schema.
    pub(super) builtin: bool,
    /// What it is.
    pub(super) shape: usize,
    /// The type it is built on.
    pub(super) base: Option<usize>,
}

/// The structure of one of the two documents.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    shapes: Vec<Shape>,
    /// Elements declared at the margin, which are known inside elements of other vocabularies too.
    globals: Vec<(Name, usize)>,
    /// Attributes known wherever anything goes.
    pub(super) attributes: Vec<Rule>,
    /// The types with names.
    pub(super) types: Vec<NamedType>,
}

/// Shapes that every table begins with.
pub(super) const ANYTHING: usize = 0;
pub(super) const UNCHECKED: usize = 1;

impl Table {
    /// The table of a document.
    pub(super) fn of(kind: Kind) -> &'static Self {
        static BOTH: OnceLock<[Table; 2]> = OnceLock::new();
        let [activities, organisations] = BOTH.get_or_init(|| {
            // The text is ours, and a test reads it.
            let read = |section| Table::read(include_str!("../../../data/iati-2.03.txt"), section);
            [Kind::Activities, Kind::Organisations].map(|kind| read(kind).unwrap_or_default())
        });
        match kind {
            Kind::Activities => activities,
            Kind::Organisations => organisations,
        }
    }

    /// The shape with this index.
    pub(super) fn shape(&self, index: usize) -> &Shape {
        static NONE: Shape = Shape {
            content: Content::Unchecked,
            slots: Vec::new(),
            needed: 0,
            rules: Vec::new(),
            required: 0,
            others: None,
            open: true,
            of: None,
        };
        self.shapes.get(index).unwrap_or(&NONE)
    }

    /// The shape of an element declared at the margin.
    pub(super) fn global(&self, name: &str) -> Option<usize> {
        let key = key(name);
        self.globals
            .iter()
            .find(|(global, _)| global.is(key, name))
            .map(|(_, shape)| *shape)
    }

    /// The elements declared at the margin, with their shapes.
    pub(super) fn globals(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.globals.iter().map(|(name, shape)| (name.text(), *shape))
    }

    /// Whether the type `derived` is `base` or built on it.
    pub(super) fn derives(&self, derived: usize, base: usize) -> bool {
        let mut at = Some(derived);
        while let Some(index) = at {
            if index == base {
                return true;
            }
            at = self.types.get(index).and_then(|t| t.base);
        }
        false
    }

    /// Reads the sections for one of the documents.
    pub(super) fn read(text: &'static str, kind: Kind) -> Result<Self, NotationError> {
        let lines = notation::read(text, kind)?;
        let mut table = Self::default();
        table.shapes.push(Shape {
            content: Content::Anything,
            open: true,
            ..Shape::default()
        });
        table.shapes.push(Shape {
            content: Content::Unchecked,
            open: true,
            ..Shape::default()
        });
        table.add_built_in();
        // Names first, because lines refer to each other in both directions.
        let (mut types, mut elements) = (Vec::new(), Vec::new());
        for (at, line) in lines.iter().enumerate() {
            let shape = table.shapes.len();
            match line {
                Line::Attribute(rule) => {
                    table.attributes.push(Rule {
                        name: Name::new(rule.name),
                        datatype: rule.datatype,
                        required: false,
                    });
                    continue;
                }
                Line::Type(element) => {
                    types.push((at, table.types.len()));
                    table.types.push(NamedType {
                        name: element.name,
                        builtin: false,
                        shape,
                        base: None,
                    });
                }
                Line::Element(element) => {
                    elements.push((at, shape));
                    table.globals.push((Name::new(element.name), shape));
                }
            }
            table.shapes.push(Shape::default());
        }
        // Types that are built on others come after them in the text.
        for (at, of) in types {
            if let Some(Line::Type(element)) = lines.get(at) {
                let mut shape = table.compile(element)?;
                let base = shape.of.replace(of);
                if let Some(named) = table.types.get_mut(of) {
                    named.base = base;
                    let index = named.shape;
                    table.put(index, shape);
                }
            }
        }
        for (at, index) in elements {
            if let Some(Line::Element(element)) = lines.get(at) {
                let shape = table.compile(element)?;
                table.put(index, shape);
            }
        }
        Ok(table)
    }

    /// The datatypes of XML Schema, each after those it restricts.
    fn add_built_in(&mut self) {
        self.types.push(NamedType {
            name: "anyType",
            builtin: true,
            shape: ANYTHING,
            base: None,
        });
        let checked = Datatype::BUILT_IN.iter().map(|d| (d.name(), *d, d.base()));
        let others = NOT_CHECKED.iter().map(|name| (*name, Datatype::AnySimple, None));
        for (name, datatype, base) in checked.chain(others) {
            let named = NamedType {
                name,
                builtin: true,
                shape: self.shapes.len(),
                base: base.and_then(|b| self.builtin(b)),
            };
            let of = Some(self.types.len());
            self.types.push(named);
            self.shapes.push(Shape {
                content: Content::Text(datatype),
                of,
                ..Shape::default()
            });
        }
    }

    fn put(&mut self, index: usize, shape: Shape) {
        if let Some(place) = self.shapes.get_mut(index) {
            *place = shape;
        }
    }

    fn builtin(&self, datatype: Datatype) -> Option<usize> {
        self.types
            .iter()
            .position(|t| t.builtin && t.name == datatype.name())
    }

    /// The type of this name, or an error that names the line.
    fn named(&self, name: &str, line: usize) -> Result<usize, NotationError> {
        let found = self.types.iter().position(|t| !t.builtin && t.name == name);
        found.ok_or_else(|| NotationError::new(line, format!("no type {name}; declare it at the margin")))
    }

    fn compile(&mut self, element: &notation::Element) -> Result<Shape, NotationError> {
        let mut shape = Shape {
            open: !element.closed,
            ..Shape::default()
        };
        if element.anything {
            return Ok(self.shape(ANYTHING).clone());
        }
        if let Some(name) = element.base {
            let of = self.named(name, element.line)?;
            shape = self
                .shape(self.types.get(of).map_or(UNCHECKED, |t| t.shape))
                .clone();
            if element.attributes.is_empty() && element.children.is_empty() {
                return Ok(Shape {
                    of: Some(of),
                    ..shape
                });
            }
            shape.of = Some(of);
        }
        if let Some(datatype) = element.text {
            shape.content = Content::Text(datatype);
            // Text without attributes of any sort is the datatype itself.
            if element.closed {
                shape.of = self.builtin(datatype);
            }
        }
        for rule in &element.attributes {
            shape.rules.push(Rule {
                name: Name::new(rule.name),
                datatype: rule.datatype,
                required: rule.required,
            });
        }
        for child in &element.children {
            let at = if child.elsewhere {
                self.global(child.name).ok_or_else(|| {
                    NotationError::new(child.line, format!("no {} at the margin", child.name))
                })?
            } else {
                let compiled = self.compile(child)?;
                self.shapes.push(compiled);
                self.shapes.len() - 1
            };
            shape.slots.push(Slot {
                name: Name::new(child.name),
                shape: at,
                count: child.count,
            });
        }
        if shape.content == Content::Elements && element.base.is_none() {
            shape.slots.push(Slot {
                name: Name::default(),
                shape: ANYTHING,
                count: Count::ANY,
            });
        }
        if shape.slots.len() > 64 || shape.rules.len() > 64 {
            return Err(NotationError::new(
                element.line,
                "more than 64 children or attributes".to_owned(),
            ));
        }
        shape.others = shape.slots.iter().position(|slot| slot.name.text().is_empty());
        shape.needed = bits(shape.slots.iter().map(|s| s.count.least));
        shape.required = bits(shape.rules.iter().map(|r| r.required));
        Ok(shape)
    }
}

fn bits(of: impl Iterator<Item = bool>) -> u64 {
    of.enumerate()
        .filter(|(_, set)| *set)
        .fold(0, |bits, (at, _)| bits | 1 << at)
}
