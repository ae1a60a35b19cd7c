//! What stands before the first record: the start tag of the root, and comments around it.

use crate::{
    iati::Kind,
    xml::{Limits, Outside, Problem, Scanned, Scanner, Scope, Tree, fault},
};

/// The root element of a file, without what is below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The name of the root element as written.
    pub name: String,
    /// Which of the standard's documents it is; `None` when the root element is of neither.
    pub kind: Option<Kind>,
    /// The line on which the root element begins, from 1.
    pub line: u64,
    /// The start tag as written, with line ends normalised.
    pub(super) tag: String,
}

impl Head {
    /// The root element with its attributes and nothing below it.
    pub fn tree(&self) -> Tree<'_> {
        self.read().0
    }

    /// The value of an attribute of the root by its name as written (`version`).
    pub fn get(&self, name: &str) -> Option<String> {
        let tree = self.tree();
        let root = tree.root()?;
        tree.get(root, name).map(str::to_owned)
    }

    /// The namespaces that are declared on the root.
    pub(super) fn scope(&self) -> Scope<'_> {
        self.read().1
    }

    /// Reads the start tag again; it has been read once without error.
    fn read(&self) -> (Tree<'_>, Scope<'_>) {
        let limits = Limits::unlimited();
        let mut scanner = Scanner::new(&self.tag, self.line, 0, Scope::default(), &limits);
        let mut tree = Tree::new();
        // An empty element closes itself and takes its declarations along, but then nothing is below it.
        let _ = scanner.start_tag(&mut tree);
        tree.close();
        (tree, scanner.into_scope())
    }
}

/// Where the start tag of the root was found.
pub(super) struct Found {
    pub(super) head: Head,
    /// The byte after the start tag.
    pub(super) end: usize,
    /// The root is an empty element: it is closed already.
    pub(super) closed: bool,
    /// There is a document type declaration.
    pub(super) doctype: bool,
}

/// Reads up to and with the start tag of the root element; hands comments and instructions before it to `each`.
pub(super) fn find(text: &str, limits: &Limits, mut each: impl FnMut(&Tree<'_>)) -> Scanned<Found> {
    let mut scanner = Scanner::new(text, 1, 0, Scope::default(), limits);
    let mut tree = Tree::new();
    let mut doctype = false;
    scanner.declaration()?;
    loop {
        if !doctype && scanner.doctype()? {
            doctype = true;
        }
        tree.clear();
        match scanner.outside(&mut tree)? {
            Outside::Node => each(&tree),
            Outside::Root => break,
            Outside::End => return fault(text.len(), Problem::Empty),
        }
    }
    let (start, line) = (scanner.at(), scanner.line());
    tree.clear();
    scanner.start_tag(&mut tree)?;
    let end = scanner.at();
    let root = tree.root();
    let name = root.and_then(|r| tree.name(r)).unwrap_or_default().to_owned();
    let kinds = [Kind::Activities, Kind::Organisations];
    let kind = kinds
        .into_iter()
        .find(|k| root.is_some_and(|r| tree.is(r, k.root())));
    Ok(Found {
        head: Head {
            name,
            kind,
            line,
            tag: text.get(start..end).unwrap_or_default().to_owned(),
        },
        end,
        closed: !scanner.is_open(),
        doctype,
    })
}
