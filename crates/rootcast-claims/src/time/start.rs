//! Which tokens a time can begin with: nearly all words of a text fall here, before any grammar is tried.

use super::Reader;
use crate::{token::Kind, words::Words};

/// Words that begin a time.
#[rustfmt::skip]
static FIRST: Words = Words::new(&[
    "abr", "abril", "af", "ago", "agosto", "all", "another", "anteayer", "apr", "april", "aug", "august",
    "autumn", "ayer", "año", "años", "beginning", "budget", "budgetary", "calendar", "catorce", "cien",
    "ciento", "cinco", "cincuenta", "comienzos", "coming", "couple", "cuarenta", "cuarta", "cuarto",
    "cuatro", "current", "cy", "date", "day", "dec", "decada", "decadas", "december", "dentro", "dic",
    "diciembre", "diecinueve", "dieciocho", "dieciseis", "diecisiete", "diez", "doce", "domingo", "dos",
    "earlier", "early", "eight", "eighteen", "eighteenth", "eighth", "eighties", "eighty", "ejercicio",
    "eleven", "eleventh", "end", "ene", "enero", "esta", "este", "feb", "febrero", "february", "few",
    "fifteen", "fifteenth", "fifth", "fifties", "fifty", "final", "finales", "financial", "fines", "first",
    "fiscal", "five", "following", "forties", "forty", "four", "fourteen", "fourteenth", "fourth", "fri",
    "friday", "fridays", "full", "fy", "h", "hace", "half", "hoy", "hundred", "inicios", "invierno", "jan",
    "january", "jueves", "jul", "julio", "july", "jun", "june", "junio", "last", "late", "later", "less", "lo",
    "lunes", "mar", "march", "martes", "marzo", "may", "mayo", "mediados", "mediodia", "mes", "meses",
    "mid", "middle", "miercoles", "mil", "mon", "monday", "mondays", "month", "more", "my", "next", "nine",
    "nineteen", "nineteenth", "nineties", "ninety", "ninth", "noughties", "nov", "november", "noventa",
    "noviembre", "now", "nueve", "ochenta", "ocho", "oct", "october", "octubre", "once", "one", "opening",
    "otoño", "otra", "otro", "pasada", "pasadas", "pasado", "pasados", "past", "preceding", "previous",
    "primavera", "primer", "primera", "primeras", "primero", "primeros", "principios", "proxima",
    "proximas", "proximo", "proximos", "q", "quince", "quinta", "quinto", "recent", "remainder",
    "remaining", "rest", "s", "sabado", "same", "sat", "saturday", "saturdays", "second", "segunda",
    "segundo", "seis", "semana", "semanas", "semestre", "sep", "sept", "september", "septiembre", "sesenta",
    "setenta", "setiembre", "seven", "seventeen", "seventeenth", "seventh", "seventies", "seventy",
    "several", "siete", "six", "sixteen", "sixteenth", "sixth", "sixties", "sixty", "so", "spring", "start",
    "summer", "sun", "sunday", "sundays", "t", "ten", "tens", "tenth", "tercer", "tercera", "tercero",
    "that", "third", "thirteen", "thirteenth", "thirties", "thirtieth", "thirty", "this", "three", "thu",
    "thur", "thurs", "thursday", "thursdays", "tmrw", "today", "tomorrow", "trece", "treinta", "tres",
    "trimestre", "tue", "tues", "tuesday", "tuesdays", "twelfth", "twelve", "twenties", "twentieth",
    "twenty", "two", "ultima", "ultimas", "ultimo", "ultimos", "un", "una", "uno", "upcoming", "varias",
    "varios", "veinte", "veinticinco", "veinticuatro", "veintidos", "veintinueve", "veintiocho",
    "veintiseis", "veintisiete", "veintitres", "veintiun", "veintiuno", "verano", "viernes", "w", "wed",
    "wednesday", "wednesdays", "weds", "week", "weekend", "whole", "winter", "within", "year", "yesterday",
    "zero",
]);

/// Words that begin a time if the next does.
#[rustfmt::skip]
static OPENING: Words = Words::new(&[
    "'", "a", "an", "between", "de", "del", "desde", "el", "en", "entre", "for", "from", "in", "la", "las",
    "los", "on", "the",
]);

impl Reader<'_> {
    /// Whether a time can begin at token `i`.
    pub(super) fn starts(&self, i: usize) -> bool {
        let word = self.word(i);
        match self.t.kind(i) {
            None => false,
            Some(Kind::Digits) => true,
            _ if OPENING.holds(word) => {
                self.begins(i + 1) || matches!(self.word(i + 1), "the" | "'" | "el") && self.begins(i + 2)
            }
            _ => FIRST.holds(word),
        }
    }

    fn begins(&self, i: usize) -> bool {
        self.t.is_digits(i)
            || FIRST.holds(self.word(i))
            || super::duration::step(self.word(i)).is_some()
            || matches!(self.word(i), "a" | "decade" | "century")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(FIRST.is_sorted() && OPENING.is_sorted());
    }
}
