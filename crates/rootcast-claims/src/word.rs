//! Classes of words, as far as a grammar of quantities needs them: where a noun phrase ends, what is a plural.

use crate::words::Words;

/// Words that cannot stand in the noun phrase behind a number: articles, prepositions, pronouns, auxiliaries.
#[rustfmt::skip]
pub(crate) static STOP: Words = Words::new(&[
    "a", "about", "above", "across", "after", "again", "against", "ago", "al", "alike", "all", "almost",
    "along", "already", "also", "although", "altogether", "always", "am", "amid", "among", "amongst", "an",
    "and", "annually", "ante", "any", "apart", "apiece", "approximately", "aquel", "are", "arent", "around",
    "as", "at", "aunque", "away", "ayer", "bajo", "be", "because", "been", "before", "behind", "being",
    "below", "between", "beyond", "both", "but", "by", "cada", "can", "cannot", "como", "con", "contra",
    "could", "couldnt", "cual", "cuales", "cuando", "cuya", "cuyo", "daily", "de", "deep", "del", "desde",
    "despite", "did", "didnt", "do", "does", "doesnt", "doing", "donde", "done", "dont", "down", "durante",
    "during", "e", "each", "earlier", "either", "el", "en", "entre", "era", "eran", "es", "esa", "esas",
    "ese", "esos", "esta", "estaba", "estan", "estas", "este", "estos", "even", "ever", "every", "except",
    "for", "from", "fue", "fueron", "globally", "ha", "haber", "habia", "habian", "hacia", "had", "hadnt",
    "han", "has", "hasnt", "hasta", "have", "havent", "having", "hay", "he", "her", "here", "high", "him",
    "his", "how", "however", "hoy", "i", "if", "in", "inside", "instead", "into", "is", "isnt", "it", "its",
    "just", "la", "las", "last", "later", "le", "least", "les", "less", "like", "lo", "long", "los", "mas",
    "may", "maybe", "mañana", "me", "meanwhile", "mediante", "menos", "midnight", "might", "monthly",
    "more", "moreover", "most", "much", "must", "muy", "my", "nationwide", "near", "nearly", "neither",
    "never", "next", "ni", "no", "noon", "nor", "nos", "not", "now", "o", "oclock", "of", "off", "often",
    "on", "once", "one", "ones", "only", "onto", "or", "otherwise", "our", "out", "outside", "over",
    "overall", "para", "past", "per", "perhaps", "pero", "por", "porque", "pues", "que", "quien", "quienes",
    "quite", "rather", "respectively", "roughly", "se", "segun", "ser", "shall", "she", "should", "si",
    "sido", "sin", "since", "sino", "so", "sobre", "some", "son", "still", "su", "such", "sus", "tall",
    "tambien", "te", "than", "that", "the", "their", "them", "then", "there", "therefore", "these", "they",
    "thick", "this", "those", "though", "through", "throughout", "thus", "till", "to", "toda", "todas",
    "today", "todo", "todos", "together", "tomorrow", "tonight", "too", "toward", "towards", "tras",
    "twice", "u", "un", "una", "unas", "under", "unless", "unos", "until", "up", "upon", "us", "versus",
    "very", "via", "vs", "was", "wasnt", "we", "weekly", "were", "werent", "what", "when", "where",
    "whereas", "which", "while", "who", "whom", "whose", "why", "wide", "will", "with", "within", "without",
    "wont", "worldwide", "would", "wouldnt", "y", "ya", "yearly", "yesterday", "yet", "you", "your",
]);

/// Common verbs in the forms that follow a noun.
#[rustfmt::skip]
pub(crate) static VERB: Words = Words::new(&[
    "according", "agree", "agreed", "announced", "appear", "appeared", "applied", "arrested", "arrived",
    "attended", "aumentaron", "aumento", "available", "bajaron", "bajo", "based", "became", "become",
    "becomes", "began", "begin", "begins", "begun", "believe", "believed", "bought", "bring", "brings",
    "brought", "build", "builds", "built", "buy", "buys", "call", "called", "came", "cayeron", "cayo",
    "climbed", "close", "closed", "come", "comes", "coming", "compared", "crecio", "cross", "crossed",
    "cruzaron", "declined", "decreased", "dice", "dicen", "die", "died", "dies", "dijeron", "dijo", "drop",
    "dropped", "dying", "end", "ended", "enrolled", "entered", "estimated", "expected", "fall", "fallen",
    "feel", "fell", "felt", "find", "fled", "following", "found", "fueron", "gave", "get", "gets",
    "getting", "give", "given", "gives", "giving", "go", "goes", "going", "gone", "got", "grew", "grow",
    "happen", "happened", "held", "help", "helped", "hicieron", "hold", "hoped", "including", "increase",
    "increased", "injured", "join", "joined", "jumped", "keep", "keeps", "kept", "killed", "knew", "know",
    "known", "knows", "leave", "left", "let", "lets", "lie", "live", "lived", "llegaron", "located", "look",
    "looked", "lose", "loses", "lost", "made", "make", "makes", "making", "move", "moved", "murieron",
    "need", "needed", "opened", "paid", "participated", "passed", "pay", "pays", "play", "played", "put",
    "puts", "ran", "reach", "reached", "receive", "received", "recibieron", "registered", "registraron",
    "registro", "remain", "remained", "remains", "report", "reported", "required", "returned", "rise",
    "risen", "rose", "run", "said", "sat", "saw", "say", "saying", "says", "see", "seem", "seemed", "seems",
    "seen", "sees", "sell", "sells", "send", "sends", "sent", "show", "showed", "shown", "sign", "signed",
    "sit", "sold", "spend", "spends", "spent", "stand", "start", "started", "stayed", "stood", "stop",
    "stopped", "subieron", "subio", "take", "taken", "takes", "taking", "tell", "think", "thinks",
    "thought", "tienen", "told", "took", "tried", "try", "trying", "turn", "turned", "tuvieron", "use",
    "used", "using", "viven", "vivian", "voted", "want", "wanted", "went", "win", "won", "work", "worked",
    "wounded",
]);

/// Words that end in -s and are no plural.
#[rustfmt::skip]
pub(crate) static NO_PLURAL: Words = Words::new(&[
    "across", "ademas", "always", "anonymous", "antes", "as", "basis", "besides", "bonus", "bus",
    "business", "campus", "census", "chess", "class", "congress", "conscious", "consensus", "corps",
    "crisis", "cross", "dangerous", "democracias", "despues", "diabetes", "discuss", "dos", "dress",
    "enormous", "famous", "fitness", "focus", "gas", "generous", "glass", "glorious", "gracious", "grass",
    "gross", "has", "his", "illness", "indigenous", "is", "its", "jobless", "jueves", "kids'", "less",
    "loss", "lunes", "martes", "mass", "mathematics", "mes", "miercoles", "miss", "news", "numerous",
    "obvious", "pais", "pass", "perhaps", "physics", "plus", "politics", "precious", "press", "previous",
    "process", "progress", "religious", "seis", "series", "serious", "species", "status", "stress",
    "success", "surplus", "tennis", "this", "thus", "tremendous", "tres", "various", "versus", "viernes",
    "virus", "was", "weakness", "wilderness", "witness", "yes",
]);

/// Plurals that do not end in a plain -s, with their singular.
#[rustfmt::skip]
const IRREGULAR: &[(&str, &str)] = &[
    ("aircraft", "aircraft"), ("bases", "base"), ("bonuses", "bonus"), ("buses", "bus"),
    ("businessmen", "businessman"), ("businesswomen", "businesswoman"), ("calories", "calorie"),
    ("campuses", "campus"), ("cases", "case"), ("cattle", "cattle"), ("causes", "cause"),
    ("children", "child"), ("clauses", "clause"), ("cookies", "cookie"), ("courses", "course"),
    ("crew", "crew"), ("crises", "crisis"), ("criteria", "criterion"), ("data", "datum"), ("dead", "dead"),
    ("deer", "deer"), ("diseases", "disease"), ("enterprises", "enterprise"), ("exercises", "exercise"),
    ("expenses", "expense"), ("feet", "foot"), ("firefighters", "firefighter"), ("fish", "fish"),
    ("fishermen", "fisherman"), ("franchises", "franchise"), ("geese", "goose"), ("halves", "half"),
    ("headquarters", "headquarters"), ("homeless", "homeless"), ("horses", "horse"), ("houses", "house"),
    ("increases", "increase"), ("knives", "knife"), ("leaves", "leaf"), ("licenses", "license"),
    ("lives", "life"), ("loaves", "loaf"), ("media", "medium"), ("men", "man"), ("mice", "mouse"),
    ("movies", "movie"), ("noises", "noise"), ("nurses", "nurse"), ("oxen", "ox"), ("pauses", "pause"),
    ("people", "people"), ("personnel", "personnel"), ("phases", "phase"), ("pies", "pie"),
    ("police", "police"), ("policemen", "policeman"), ("poor", "poor"), ("premises", "premise"),
    ("prizes", "prize"), ("promises", "promise"), ("purchases", "purchase"), ("releases", "release"),
    ("responses", "response"), ("rises", "rise"), ("rookies", "rookie"), ("selfies", "selfie"),
    ("series", "series"), ("sheep", "sheep"), ("shelves", "shelf"), ("sizes", "size"),
    ("spacecraft", "spacecraft"), ("species", "species"), ("staff", "staff"), ("teeth", "tooth"),
    ("thieves", "thief"), ("ties", "tie"), ("troops", "troop"), ("unemployed", "unemployed"),
    ("uses", "use"), ("vases", "vase"), ("viruses", "virus"), ("wives", "wife"), ("wolves", "wolf"),
    ("women", "woman"), ("zombies", "zombie"),
];

/// Whether a folded word can be a plural noun.
pub(crate) fn is_plural(word: &str) -> bool {
    if irregular(word).is_some() {
        return true;
    }
    word.len() > 3
        && word.ends_with('s')
        && !word.ends_with("ss")
        && !word.ends_with("us")
        && !word.ends_with("is")
        && !NO_PLURAL.holds(word)
        && !ends_phrase(word)
}

fn irregular(word: &str) -> Option<&'static str> {
    let at = IRREGULAR.binary_search_by_key(&word, |(plural, _)| plural).ok()?;
    IRREGULAR.get(at).map(|(_, singular)| *singular)
}

/// Whether a folded word cannot belong to the noun phrase behind a number.
pub(crate) fn ends_phrase(word: &str) -> bool {
    STOP.holds(word) || VERB.holds(word)
}

/// A word in the singular; as given where it is no plural.
pub(crate) fn singular(word: &str) -> String {
    if let Some(one) = irregular(&word.to_lowercase()) {
        return one.to_owned();
    }
    // "TVs", "MPs"
    if let Some(stem) = word
        .strip_suffix('s')
        .filter(|s| s.len() > 1 && s.chars().all(char::is_uppercase))
    {
        return stem.to_owned();
    }
    if !is_plural(&word.to_lowercase()) {
        return word.to_owned();
    }
    let cut = |n: usize, add: &str| word.get(..word.len() - n).map(|stem| format!("{stem}{add}"));
    let one = match word {
        w if w.ends_with("ies") && w.len() > 4 => cut(3, "y"),
        w if ["ches", "shes", "sses", "xes", "zes", "oes"]
            .iter()
            .any(|e| w.ends_with(e)) =>
        {
            cut(2, "")
        }
        _ => cut(1, ""),
    };
    one.unwrap_or_else(|| word.to_owned())
}

/// A Spanish word in the singular.
pub(crate) fn singular_spanish(word: &str) -> String {
    let cut = |n: usize, add: &str| word.get(..word.len() - n).map(|stem| format!("{stem}{add}"));
    let one = match word {
        w if w.ends_with("ces") && w.len() > 4 => cut(3, "z"),
        w if ["iones", "ores", "ades", "ales", "eres", "ares", "enes"]
            .iter()
            .any(|e| w.ends_with(e)) =>
        {
            cut(2, "")
        }
        w if w.ends_with('s') && w.len() > 3 => cut(1, ""),
        _ => None,
    };
    one.unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [&STOP, &VERB, &NO_PLURAL] {
            assert!(list.is_sorted());
        }
        assert!(IRREGULAR.is_sorted());
    }

    #[test]
    fn plurals_find_their_singular() {
        for (plural, one) in [
            ("countries", "country"),
            ("boxes", "box"),
            ("women", "woman"),
            ("jobs", "job"),
        ] {
            assert!(is_plural(plural), "{plural}");
            assert_eq!(singular(plural), one);
        }
        assert!(!is_plural("previous") && !is_plural("said") && !is_plural("was"));
        assert_eq!(singular_spanish("detenciones"), "detencion");
    }
}
