//! Attributes of an element, and what `xsi:type` and `xsi:nil` ask for.

use super::Walk;
use super::words::one_of;
use crate::iati::schema::datatype::Datatype;
use crate::iati::schema::report::quote;
use crate::iati::schema::table::{Content, Shape, Table, key};
use crate::xml::{Attribute, NodeId};

/// The namespace of `xsi:type`, `xsi:nil` and `xsi:schemaLocation`.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The namespace of `xml:lang`, `xml:space`, `xml:base` and `xml:id`.
const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of the datatypes.
const SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";

impl<'w, 'a> Walk<'w, 'a> {
    /// Looks at the attributes; the shape of the element is returned, which `xsi:type` may change.
    pub(super) fn attributes(&mut self, node: NodeId, index: usize, declared: bool) -> usize {
        let tree = self.tree;
        let table: &'static Table = self.table;
        let list = tree.attributes(node);
        let mut index = index;
        if list.iter().any(|a| a.namespace == INSTANCE) {
            index = self.instance(node, index, declared);
        }
        let shape = table.shape(index);
        let mut seen = 0;
        for attribute in list {
            let wanted = key(attribute.name);
            match shape
                .rules
                .iter()
                .position(|rule| rule.name.is(wanted, attribute.name))
            {
                Some(at) => {
                    seen |= 1 << at;
                    let datatype = shape.rules[at].datatype;
                    if datatype != Datatype::String && !datatype.admits(&attribute.value) {
                        self.report
                            .value(node, Some(attribute.name), &attribute.value, datatype);
                    }
                }
                None => self.undeclared(node, attribute, shape),
            }
        }
        let missing = shape.required & !seen;
        if missing != 0 {
            let name = tree.name(node).unwrap_or_default();
            for (_, rule) in shape
                .rules
                .iter()
                .enumerate()
                .filter(|(at, _)| missing >> at & 1 == 1)
            {
                let attribute = rule.name.text();
                self.report
                    .structure(node, Some(attribute), "missing-attribute", || {
                        let expected = rule.datatype.expected();
                        format!("<{name}> lacks the attribute {attribute}; expected {expected}. Add it.")
                    });
            }
        }
        index
    }

    /// An attribute that the element does not declare.
    fn undeclared(&mut self, node: NodeId, attribute: &'w Attribute<'a>, shape: &'static Shape) {
        let name = attribute.name;
        let namespace = attribute.namespace.as_ref();
        let anything = shape.content == Content::Anything;
        if name == "xmlns" || name.starts_with("xmlns:") || shape.content == Content::Unchecked {
            return;
        }
        let local = name.split_once(':').map_or(name, |(_, local)| local);
        if namespace == INSTANCE
            && matches!(
                local,
                "type" | "nil" | "schemaLocation" | "noNamespaceSchemaLocation"
            )
        {
            return;
        }
        if !(anything || shape.open && !namespace.is_empty()) {
            let element = self.tree.name(node).unwrap_or_default();
            self.report.structure(node, Some(name), "unknown-attribute", || {
                let expected = one_of(shape.rules.iter().map(|r| r.name.text()));
                let expected = expected.map_or("no attribute".to_owned(), |names| names);
                let own = if shape.open { "; attributes of your own need a namespace" } else { "" };
                format!("<{element}> has no attribute {name}; expected {expected}. Correct the name or remove it{own}.")
            });
            return;
        }
        let datatype = match (namespace, local) {
            (XML, "lang") => Some(Datatype::XmlLang),
            (XML, "space") => Some(Datatype::XmlSpace),
            (XML, "base") => Some(Datatype::AnyUri),
            (XML, "id") => Some(Datatype::Id),
            ("", _) => {
                let wanted = key(name);
                let known = self
                    .table
                    .attributes
                    .iter()
                    .find(|rule| rule.name.is(wanted, name));
                known.map(|rule| rule.datatype)
            }
            _ => None,
        };
        let Some(datatype) = datatype else {
            return;
        };
        if !datatype.admits(&attribute.value) {
            self.report.value(node, Some(name), &attribute.value, datatype);
        } else if datatype == Datatype::Id {
            let value = attribute.value.as_ref();
            if self.ids.contains(&value) {
                self.report.structure(node, Some(name), "repeated-id", || {
                    format!(
                        "{} is the xml:id of another element too. Give each its own.",
                        quote(value)
                    )
                });
            }
            self.ids.push(value);
        }
    }

    /// `xsi:nil` and `xsi:type`: the shape of the type that the file asks for.
    fn instance(&mut self, node: NodeId, index: usize, declared: bool) -> usize {
        let tree = self.tree;
        let table: &'static Table = self.table;
        let element = tree.name(node).unwrap_or_default();
        let mut shape = index;
        for attribute in tree.attributes(node).iter().filter(|a| a.namespace == INSTANCE) {
            let name = attribute.name;
            let local = name.split_once(':').map_or(name, |(_, local)| local);
            if local == "nil" && declared {
                self.report.structure(node, Some(name), "nil", || {
                    format!("<{element}> cannot be declared to have no content. Remove {name}.")
                });
            }
            if local != "type" {
                continue;
            }
            let base = table.shape(index);
            let found = self.named_type(node, attribute.value.trim()).filter(|found| {
                !declared
                    || base.content == Content::Anything
                    || base.of.is_some_and(|of| table.derives(*found, of))
            });
            match found.and_then(|found| table.types.get(found)) {
                Some(named) => shape = named.shape,
                None => self.report.structure(node, Some(name), "type", || {
                    let value = quote(&attribute.value);
                    format!("{value} is not a type that <{element}> can be of here. Remove {name}.")
                }),
            }
        }
        shape
    }

    /// The type that a name with a prefix means where it is written.
    fn named_type(&self, node: NodeId, name: &str) -> Option<usize> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let mut namespace = None;
        let mut at = Some(node);
        while let Some(id) = at {
            let declaration = self.tree.attributes(id).iter().find(|a| {
                let declared = a
                    .name
                    .strip_prefix("xmlns")
                    .map(|rest| rest.strip_prefix(':').unwrap_or(rest));
                declared == Some(prefix)
            });
            if let Some(declaration) = declaration {
                namespace = Some(declaration.value.as_ref());
                break;
            }
            at = self.tree.parent(id);
        }
        let builtin = match namespace {
            Some(SCHEMA) => true,
            Some("") => false,
            Some(_) => return None,
            // A record does not know what the root element declares, which is where this is usually done.
            None => match prefix {
                "xs" | "xsd" => true,
                "" => false,
                _ => return None,
            },
        };
        self.table
            .types
            .iter()
            .position(|t| t.builtin == builtin && t.name == local)
    }
}
