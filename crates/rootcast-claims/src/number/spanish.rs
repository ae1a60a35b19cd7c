//! Spanish number words, and digits with what follows them.

use super::{
    Number, Numeral,
    english::Part,
    fraction::vulgar,
    notation::{exponent, slashed},
    plain,
    scale::{self, letter},
    times_ten,
};
use crate::{Lang, token::Tokens};

/// Numbers of one word below a hundred.
pub(super) fn below_hundred_word(word: &str) -> Option<f64> {
    Some(match word {
        "cero" => 0.0,
        "un" | "uno" | "una" => 1.0,
        "dos" => 2.0,
        "tres" => 3.0,
        "cuatro" => 4.0,
        "cinco" => 5.0,
        "seis" => 6.0,
        "siete" => 7.0,
        "ocho" => 8.0,
        "nueve" => 9.0,
        "diez" => 10.0,
        "once" => 11.0,
        "doce" => 12.0,
        "trece" => 13.0,
        "catorce" => 14.0,
        "quince" => 15.0,
        "dieciseis" => 16.0,
        "diecisiete" => 17.0,
        "dieciocho" => 18.0,
        "diecinueve" => 19.0,
        "veinte" => 20.0,
        "veintiun" | "veintiuno" | "veintiuna" => 21.0,
        "veintidos" => 22.0,
        "veintitres" => 23.0,
        "veinticuatro" => 24.0,
        "veinticinco" => 25.0,
        "veintiseis" => 26.0,
        "veintisiete" => 27.0,
        "veintiocho" => 28.0,
        "veintinueve" => 29.0,
        "treinta" => 30.0,
        "cuarenta" => 40.0,
        "cincuenta" => 50.0,
        "sesenta" => 60.0,
        "setenta" => 70.0,
        "ochenta" => 80.0,
        "noventa" => 90.0,
        _ => return None,
    })
}

fn hundreds(word: &str) -> Option<f64> {
    let word = word.strip_suffix('s').map_or(word, |w| w);
    Some(match word {
        "cien" | "ciento" => 100.0,
        "doscienta" | "doscientos" | "dosciento" => 200.0,
        "trescienta" | "tresciento" => 300.0,
        "cuatrocienta" | "cuatrociento" => 400.0,
        "quinienta" | "quiniento" => 500.0,
        "seiscienta" | "seisciento" => 600.0,
        "setecienta" | "seteciento" => 700.0,
        "ochocienta" | "ochociento" => 800.0,
        "novecienta" | "noveciento" => 900.0,
        _ => return None,
    })
}

/// Whether a word can begin a number or an amount without one.
pub(super) fn begins(word: &str) -> bool {
    below_hundred_word(word).is_some()
        || hundreds(word).is_some()
        || scale::spanish(word).is_some()
        || word.starts_with("duplic")
        || word.starts_with("triplic")
        || matches!(
            word,
            "media" | "medio" | "mitad" | "menos" | "decenas" | "cientos" | "docenas" | "centenares"
        )
}

/// The number that begins at token `i`.
pub(super) fn number(t: &Tokens, i: usize) -> Option<Numeral> {
    let word = |end: usize, value: f64| Numeral {
        end,
        number: Number::fraction(value),
        words: true,
    };
    // "media docena", "medio millón", "la mitad".
    if matches!(t.folded(i), "media" | "medio") {
        if matches!(t.folded(i + 1), "docena" | "docenas") {
            return Some(word(i + 2, 6.0));
        }
        let power = scale::spanish(t.folded(i + 1))?;
        return Some(word(i + 2, times_ten(0.5, i32::from(power))));
    }
    if t.folded(i) == "mitad" {
        return Some(word(i + 1, 0.5));
    }
    if let Some(p) = plain(t, i, Lang::Spanish) {
        let exact = |end: usize, value: f64| {
            Some(Numeral {
                end,
                number: Number::fraction(value),
                words: false,
            })
        };
        if p.decimals == 0 && !p.grouped {
            if let Some((end, value)) = slashed(t, i) {
                return exact(end, value);
            }
            if let Some((end, value)) = slashed(t, p.end).filter(|(_, v)| *v < 1.0) {
                return exact(end, p.value + value);
            }
            if let Some(part) = vulgar(t.text(p.end)) {
                return exact(p.end + 1, p.value + part);
            }
        }
        if let Some((end, value)) = exponent(t, &p) {
            return exact(end, value);
        }
        if let Some((end, power)) = letter(t, &p) {
            return Some(Numeral {
                end,
                number: Number::decimal(times_ten(p.value, i32::from(power)), p.decimals, power),
                words: false,
            });
        }
    }
    let whole = cardinal(t, i)?;
    // "una de cada cinco"
    if t.folded(whole.end) == "de"
        && t.folded(whole.end + 1) == "cada"
        && let Some(d) = cardinal(t, whole.end + 2).filter(|d| d.value > whole.value)
    {
        return Some(word(d.end, whole.value / d.value));
    }
    let out = tail(t, whole).unwrap_or(Numeral {
        end: whole.end,
        number: Number::decimal(whole.value, whole.decimals, whole.power),
        words: whole.words,
    });
    Some(out)
}

/// Below a thousand in words, or a number of digits.
fn group(t: &Tokens, i: usize) -> Option<Part> {
    let part = |end: usize, value: f64| Part {
        end,
        value,
        power: 0,
        decimals: 0,
        words: true,
        hundred: false,
    };
    if let Some(p) = plain(t, i, Lang::Spanish) {
        return Some(Part {
            words: false,
            decimals: p.decimals,
            ..part(p.end, p.value)
        });
    }
    let ten = |i: usize| -> Option<Part> {
        let value = below_hundred_word(t.folded(i))?;
        if value >= 30.0
            && t.folded(i + 1) == "y"
            && let Some(one) = below_hundred_word(t.folded(i + 2)).filter(|v| (1.0..10.0).contains(v))
        {
            return Some(part(i + 3, value + one));
        }
        Some(part(i + 1, value))
    };
    match hundreds(t.folded(i)) {
        Some(value) => Some(match ten(i + 1).filter(|p| p.value > 0.0) {
            Some(rest) => part(rest.end, value + rest.value),
            None => part(i + 1, value),
        }),
        None => ten(i),
    }
}

/// Below a million: "dos mil trescientos", "mil cien", "1,17 mil".
fn thousands(t: &Tokens, i: usize) -> Option<Part> {
    let first = group(t, i);
    let (value, j, words, decimals) = match first {
        Some(g) if t.folded(g.end) != "mil" => return Some(g),
        Some(g) => (g.value, g.end + 1, g.words, g.decimals),
        None if t.folded(i) == "mil" => (1.0, i + 1, true, 0),
        None => return None,
    };
    let head = Part {
        end: j,
        value: value * 1e3,
        power: 3,
        decimals,
        words,
        hundred: false,
    };
    // "231 mil 565": the digits that follow are those of the ones, "2 mil 500 millones" included.
    let ones = |g: &Part| (1.0..1e3).contains(&g.value) && g.decimals == 0 && decimals == 0;
    match group(t, j).filter(|g| ones(g) && (g.words || g.end == j + 1 && !year_behind(t, j))) {
        Some(rest) => Some(Part {
            end: rest.end,
            value: head.value + rest.value,
            power: 0,
            ..head
        }),
        None => Some(head),
    }
}

/// Whether digits begin something else than the ones of a number: "mil 15 de mayo", "mil 3 %".
fn year_behind(t: &Tokens, i: usize) -> bool {
    // "192 mil 001 de septiembre": no day is written with three digits.
    let day = t.folded(i).len() < 3;
    let month = day && t.folded(i + 1) == "de" && crate::time::calendar::month(t.folded(i + 2)).is_some();
    month || t.folded(i + 1) == "%"
}

/// A number of millions, thousands and ones.
fn cardinal(t: &Tokens, i: usize) -> Option<Part> {
    // "millón" alone is one million.
    if matches!(t.folded(i), "millon" | "billon") {
        let power = scale::spanish(t.folded(i))?;
        return Some(Part {
            end: i + 1,
            value: times_ten(1.0, i32::from(power)),
            power,
            decimals: 0,
            words: true,
            hundred: false,
        });
    }
    let mut out: Option<Part> = None;
    let mut limit = f64::INFINITY;
    let mut at = i;
    while let Some(mut g) = thousands(t, at) {
        let power = scale::spanish(t.folded(g.end)).filter(|p| *p > 3);
        if let Some(p) = power {
            g.value = times_ten(g.value, i32::from(p));
            g.power += p;
            g.end += 1;
        }
        match out {
            Some(before) => {
                // "3,2 millones un año antes", but "2 millones 300 mil" and "dos millones trescientos mil".
                let alike = g.words == before.words && before.decimals == 0;
                if !alike || g.decimals > 0 || g.value >= limit || g.value <= 0.0 {
                    break;
                }
                out = Some(Part {
                    end: g.end,
                    value: before.value + g.value,
                    power: 0,
                    ..before
                });
            }
            None => out = Some(g),
        }
        at = g.end;
        match power {
            Some(p) => limit = times_ten(1.0, i32::from(p)),
            None => break,
        }
    }
    let mut out = out?;
    // "dos mil y cuatro docenas"
    let dozens = |j: usize| matches!(t.folded(j), "docena" | "docenas" | "dz" | "doz" | "dozs");
    if dozens(out.end) {
        out.value *= 12.0;
        out.end += 1;
        out.power = 0;
    } else if t.folded(out.end) == "y"
        && let Some(g) = group(t, out.end + 1).filter(|g| dozens(g.end))
    {
        out.value += g.value * 12.0;
        out.end = g.end + 1;
        out.power = 0;
    }
    Some(out)
}

/// Denominators: "tercio", "cuartos", "quintas", "veintiunavos", "centésimo", "millonésimas".
fn denominator(word: &str) -> Option<(f64, bool)> {
    let (stem, plural) = match word.strip_suffix('s') {
        Some(stem) => (stem, true),
        None => (word, false),
    };
    let stem = stem.strip_suffix(['o', 'a'])?;
    let value = match stem {
        "medi" => 2.0,
        "terci" => 3.0,
        "cuart" => 4.0,
        "quint" => 5.0,
        "sext" => 6.0,
        "septim" => 7.0,
        "octav" => 8.0,
        "noven" => 9.0,
        "decim" => 10.0,
        "centesim" => 100.0,
        "milesim" => 1e3,
        "millonesim" => 1e6,
        "billonesim" => 1e12,
        _ => {
            let (joined, factor) = match stem.strip_suffix("av") {
                Some(joined) => (joined, 1.0),
                None => match stem.strip_suffix("milesim") {
                    Some(joined) => (joined, 1e3),
                    None => (stem.strip_suffix("millonesim")?, 1e6),
                },
            };
            compound(joined)? * factor
        }
    };
    Some((value, plural))
}

/// A number written as one word inside a denominator: "treintaicinco", "doscientos".
fn compound(word: &str) -> Option<f64> {
    if let Some(value) = below_hundred_word(word).or_else(|| hundreds(word)) {
        return Some(value);
    }
    let (ten, one) = word.split_once("tai")?;
    let ten = below_hundred_word(&format!("{ten}ta"))?;
    Some(ten + below_hundred_word(one)?)
}

/// What may follow a number: a denominator, "y medio", "coma", "con", "sobre".
fn tail(t: &Tokens, p: Part) -> Option<Numeral> {
    let done = |end: usize, value: f64| {
        Some(Numeral {
            end,
            number: Number::fraction(value),
            words: true,
        })
    };
    let unit = if p.power >= 6 {
        times_ten(1.0, i32::from(p.power))
    } else {
        1.0
    };
    if let Some((d, plural)) = denominator(t.folded(p.end)) {
        // "100 millonésimo" is a place, and "un cuarto" a part.
        if p.words && p.decimals == 0 && (plural || p.value <= 1.0) {
            return done(p.end + 1, p.value / d);
        }
    }
    match t.folded(p.end) {
        "y" if matches!(t.folded(p.end + 1), "medio" | "media") && p.decimals == 0 => {
            // "un billón y medio millón".
            match scale::spanish(t.folded(p.end + 2)).filter(|s| *s > 3) {
                Some(power) => done(p.end + 3, p.value + times_ten(0.5, i32::from(power))),
                None => done(p.end + 2, p.value + 0.5 * unit),
            }
        }
        "con" | "coma" if p.words && p.decimals == 0 => {
            let next = cardinal(t, p.end + 1)?;
            if let Some((d, plural)) = denominator(t.folded(next.end)) {
                return (plural == (next.value > 1.0))
                    .then_some(())
                    .and_then(|()| done(next.end + 1, p.value + next.value / d * unit));
            }
            if t.folded(next.end) == "y" && matches!(t.folded(next.end + 1), "medio" | "media") {
                return done(next.end + 2, p.value + next.value + 0.5);
            }
            if !next.words {
                return None;
            }
            let zeros = usize::from(t.folded(p.end + 1) == "cero");
            let (end, digits) = match zeros {
                1 => {
                    let rest = cardinal(t, p.end + 2)?;
                    (rest.end, format!("0{}", rest.value))
                }
                _ => (next.end, format!("{}", next.value)),
            };
            let value = format!("{}.{digits}", p.value).parse().ok()?;
            done(end, value)
        }
        "sobre" => {
            let d = cardinal(t, p.end + 1)?;
            (!t.is_word(d.end) && d.value > 0.0)
                .then_some(())
                .and_then(|()| done(d.end, p.value / d.value))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<f64> {
        let t = Tokens::new(text);
        number(&t, 0).filter(|n| n.end == t.len()).map(|n| n.number.value)
    }

    #[test]
    fn thousands_of_millions() {
        for (text, value) in [
            ("mil quinientos veintitrés", 1523.0),
            ("4,2 mil millones", 4.2e9),
            ("dos millones y medio", 2.5e6),
            ("cuarenta y siete coma veintiocho", 47.28),
            ("tres treintaicincoavos", 3.0 / 35.0),
            ("medio millón", 5e5),
            ("un billón", 1e12),
            ("231 mil 565", 231_565.0),
            ("283 mil 35", 283_035.0),
            ("192 mil 001", 192_001.0),
            ("2 mil 500 millones", 2.5e9),
            ("mil 500", 1500.0),
            ("2 millones 300 mil", 2.3e6),
            ("5,2 mil millones", 5.2e9),
        ] {
            assert_eq!(read(text), Some(value), "{text}");
        }
        for text in ["3,2 millones un", "mil 3 de mayo", "20 mil 5 %"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
