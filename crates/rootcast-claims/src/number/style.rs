//! What a comma between digits means in a Spanish text: Spain writes `15.400,5`, Mexico and Central America
//! `15,400.5`. A text is taken to keep to one of the two, and its plain cases tell which.

/// Which sign groups thousands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Grouping {
    /// Nothing in the text tells.
    #[default]
    Unknown,
    /// The comma: `15,400.5`.
    Comma,
    /// The point: `15.400,5`.
    Point,
}

/// The style of a text, from the numbers in it that can be read in one way only.
pub(crate) fn grouping(text: &str) -> Grouping {
    let bytes = text.as_bytes();
    let mut comma = 0u64;
    let mut point = 0u64;
    let mut i = 0;
    while let Some(b) = bytes.get(i) {
        if !b.is_ascii_digit() {
            i += 1;
            continue;
        }
        let run = run(bytes, i);
        match (run.commas, run.points, run.last, run.sign) {
            // "1,234,567", "12,345.6" and "3.5"; "1.234.567", "12.345,6" and "3,5": one or two digits are no group.
            (2.., 0, 3, _) | (1.., 1, _, b'.') | (0, 1, 1 | 2, _) => comma += 1,
            (0, 2.., 3, _) | (1, 1.., _, b',') | (1, 0, 1 | 2, _) => point += 1,
            _ => {}
        }
        i = run.end.max(i + 1);
    }
    match comma.cmp(&point) {
        std::cmp::Ordering::Greater => Grouping::Comma,
        std::cmp::Ordering::Less => Grouping::Point,
        std::cmp::Ordering::Equal => Grouping::Unknown,
    }
}

/// Digits with the signs between them.
struct Run {
    end: usize,
    commas: u32,
    points: u32,
    /// Digits behind the last sign.
    last: usize,
    /// The last sign.
    sign: u8,
}

fn run(bytes: &[u8], start: usize) -> Run {
    let mut out = Run {
        end: start,
        commas: 0,
        points: 0,
        last: 0,
        sign: 0,
    };
    while let Some(b) = bytes.get(out.end) {
        let next = bytes.get(out.end + 1).is_some_and(u8::is_ascii_digit);
        match b {
            b'0'..=b'9' => out.last += 1,
            b',' | b'.' if next => {
                if *b == b',' {
                    out.commas += 1;
                } else {
                    out.points += 1;
                }
                out.sign = *b;
                out.last = 0;
            }
            _ => break,
        }
        out.end += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_cases_tell() {
        assert_eq!(grouping("Q15,400 y 3.4 %"), Grouping::Comma);
        assert_eq!(grouping("1,307,000 personas"), Grouping::Comma);
        assert_eq!(grouping("15.400 y 3,4 %"), Grouping::Point);
        assert_eq!(grouping("15,400 en 2023"), Grouping::Unknown);
    }
}
