//! Text tables: aligned columns on a page, in blocks side by side where the page is too narrow for all of them.

use super::page::Page;

/// Which side a column is flush with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Labels.
    Left,
    /// Figures.
    Right,
}

/// A column of a text table.
#[derive(Clone, Debug)]
pub struct TextColumn {
    /// Its head.
    pub head: String,
    /// Its side.
    pub align: Align,
    /// On a terminal it may be cut short so that the table fits.
    pub flexible: bool,
    /// Its cells.
    pub cells: Vec<String>,
}

impl TextColumn {
    /// A column of labels.
    pub fn left(head: &str, cells: Vec<String>) -> Self {
        Self {
            head: head.to_owned(),
            align: Align::Left,
            flexible: false,
            cells,
        }
    }

    /// A column of figures.
    pub fn right(head: &str, cells: Vec<String>) -> Self {
        Self {
            align: Align::Right,
            ..Self::left(head, cells)
        }
    }

    /// The same column, to be cut short where a terminal is too narrow.
    #[must_use]
    pub fn flexible(self) -> Self {
        Self {
            flexible: true,
            ..self
        }
    }

    /// Its width in characters.
    pub fn width(&self) -> usize {
        self.cells
            .iter()
            .map(|c| c.chars().count())
            .chain([self.head.chars().count()])
            .max()
            .unwrap_or(0)
    }
}

/// Characters between two columns.
const GAP: usize = 2;

/// How wide the columns are side by side.
pub fn width(columns: &[TextColumn]) -> usize {
    columns.iter().map(TextColumn::width).sum::<usize>() + GAP * columns.len().saturating_sub(1)
}

/// Sets the columns on a page. The first `fixed` columns are repeated before every block of the others.
pub fn set(columns: &[TextColumn], fixed: usize, page: &Page) -> String {
    let columns = fitted(columns, page);
    let (labels, rest) = columns.split_at(fixed.min(columns.len()));
    let mut out = String::new();
    let mut rest = rest;
    loop {
        let mut n = rest.len();
        while n > 1 && width(labels) + GAP + width(&rest[..n]) > page.width {
            n -= 1;
        }
        let (block, left) = rest.split_at(n);
        if !out.is_empty() {
            out.push('\n');
        }
        let block: Vec<&TextColumn> = labels.iter().chain(block).collect();
        push_block(&mut out, &block, page);
        if left.is_empty() {
            return out;
        }
        rest = left;
    }
}

/// The columns with flexible ones cut, the widest first, until a terminal holds them all.
fn fitted(columns: &[TextColumn], page: &Page) -> Vec<TextColumn> {
    const LEAST: usize = 12;
    let mut columns = columns.to_vec();
    if !page.cut {
        return columns;
    }
    while width(&columns) > page.width {
        let excess = width(&columns) - page.width;
        let widest = columns
            .iter_mut()
            .filter(|c| c.flexible && c.width() > LEAST)
            .max_by_key(|c| c.width());
        let Some(column) = widest else { break };
        let room = column.width().saturating_sub(excess).max(LEAST);
        for cell in &mut column.cells {
            if cell.chars().count() > room {
                *cell = cell.chars().take(room - 1).chain(['…']).collect();
            }
        }
        // A head wider than the room keeps the column as wide as it is.
        if column.head.chars().count() > room {
            break;
        }
    }
    columns
}

fn push_block(out: &mut String, columns: &[&TextColumn], page: &Page) {
    let rows = columns.iter().map(|c| c.cells.len()).max().unwrap_or(0);
    let line = |cell: &dyn Fn(&TextColumn) -> String| {
        let mut text = String::new();
        for (i, column) in columns.iter().enumerate() {
            let content = cell(column);
            let blank = column.width() - content.chars().count().min(column.width());
            if i > 0 {
                text.push_str(&" ".repeat(GAP));
            }
            match column.align {
                Align::Left => {
                    text.push_str(&content);
                    text.push_str(&" ".repeat(blank));
                }
                Align::Right => {
                    text.push_str(&" ".repeat(blank));
                    text.push_str(&content);
                }
            }
        }
        text.trim_end().to_owned()
    };
    out.push_str(&page.strong(&line(&|c| c.head.clone())));
    out.push('\n');
    for row in 0..rows {
        out.push_str(&line(&|c| c.cells.get(row).cloned().unwrap_or_default()));
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|c| (*c).to_owned()).collect()
    }

    fn page(width: usize, cut: bool) -> Page {
        Page {
            width,
            cut,
            colour: false,
        }
    }

    #[test]
    fn labels_stand_left_and_figures_right() {
        let columns = [
            TextColumn::left("period", texts(&["FY2023", "x"])),
            TextColumn::right("events", texts(&["1", "22\u{2009}333"])),
        ];
        assert_eq!(
            set(&columns, 1, &page(80, false)),
            "period  events\nFY2023       1\nx       22\u{2009}333\n"
        );
    }

    #[test]
    fn a_narrow_page_gets_blocks_with_the_labels_repeated() {
        let columns = [
            TextColumn::left("origin", texts(&["GTM"])),
            TextColumn::right("2021", texts(&["1"])),
            TextColumn::right("2022", texts(&["2"])),
            TextColumn::right("2023", texts(&["3"])),
        ];
        assert_eq!(
            set(&columns, 1, &page(18, false)),
            "origin  2021  2022\nGTM        1     2\n\norigin  2023\nGTM        3\n"
        );
        // A page too narrow for anything still gets everything.
        assert_eq!(set(&columns, 1, &page(1, false)).matches("origin").count(), 3);
    }

    #[test]
    fn only_a_terminal_cuts_labels() {
        let columns = [
            TextColumn::left("id", texts(&["a"])),
            TextColumn::left("title", texts(&["a title that goes on and on"])).flexible(),
        ];
        assert_eq!(
            set(&columns, 2, &page(20, true)),
            "id  title\na   a title that go…\n"
        );
        assert!(set(&columns, 2, &page(20, false)).contains("on and on"));
    }
}
