//! Classes of words, as far as a grammar of quantities needs them: where a noun phrase ends, what is a plural.

use crate::among;

/// Words that cannot stand in the noun phrase behind a number: articles, prepositions, pronouns, auxiliaries.
#[rustfmt::skip]
pub(crate) const STOP: &[&str] = &[
    "a", "about", "above", "across", "after", "again", "against", "ago", "al", "alike", "all", "almost",
    "along", "already", "also", "although", "altogether", "always", "am", "amid", "among", "amongst", "an",
    "and", "annually", "ante", "any", "apart", "apiece", "approximately", "aquel", "are", "arent", "around",
    "as", "at", "aunque", "away", "bajo", "be", "because", "been", "before", "behind", "being", "below",
    "between", "beyond", "both", "but", "by", "cada", "can", "cannot", "como", "con", "contra", "could",
    "couldnt", "cual", "cuales", "cuando", "cuya", "cuyo", "daily", "de", "deep", "del", "desde", "despite",
    "did", "didnt", "do", "does", "doesnt", "doing", "donde", "done", "dont", "down", "durante", "during",
    "e", "each", "earlier", "either", "el", "en", "entre", "era", "eran", "es", "esa", "esas", "ese",
    "esos", "esta", "estaba", "estan", "estas", "este", "estos", "even", "ever", "every", "except", "for",
    "from", "fue", "fueron", "globally", "ha", "haber", "habia", "habian", "hacia", "had", "hadnt", "han",
    "has", "hasnt", "hasta", "have", "havent", "having", "hay", "he", "her", "here", "high", "him", "his",
    "how", "however", "i", "if", "in", "inside", "instead", "into", "is", "isnt", "it", "its", "just", "la",
    "las", "later", "le", "least", "les", "less", "like", "lo", "long", "los", "mas", "may", "maybe", "me",
    "meanwhile", "mediante", "menos", "might", "monthly", "more", "moreover", "most", "much", "must", "muy",
    "my", "nationwide", "near", "nearly", "neither", "never", "ni", "no", "nor", "nos", "not", "now", "o",
    "of", "off", "often", "on", "once", "one", "ones", "only", "onto", "or", "otherwise", "our", "out",
    "outside", "over", "overall", "para", "per", "perhaps", "pero", "por", "porque", "pues", "que", "quien",
    "quienes", "quite", "rather", "respectively", "roughly", "se", "segun", "ser", "shall", "she", "should",
    "si", "sido", "sin", "since", "sino", "so", "sobre", "some", "son", "still", "su", "such", "sus",
    "tall", "tambien", "te", "than", "that", "the", "their", "them", "then", "there", "therefore", "these",
    "they", "thick", "this", "those", "though", "through", "throughout", "thus", "till", "to", "toda",
    "todas", "todo", "todos", "together", "too", "toward", "towards", "tras", "twice", "u", "un", "una",
    "unas", "under", "unless", "unos", "until", "up", "upon", "us", "versus", "very", "via", "vs", "was",
    "wasnt", "we", "weekly", "were", "werent", "what", "when", "where", "whereas", "which", "while", "who",
    "whom", "whose", "why", "wide", "will", "with", "within", "without", "wont", "worldwide", "would",
    "wouldnt", "y", "ya", "yearly", "yet", "you", "your",
];

/// Common verbs in the forms that follow a noun.
#[rustfmt::skip]
pub(crate) const VERB: &[&str] = &[
    "according", "agree", "agreed", "announced", "appear", "appeared", "applied", "arrested", "arrived",
    "attended", "attends", "aumentaron", "aumento", "available", "bajaron", "bajo", "based", "became",
    "become", "becomes", "began", "begin", "begins", "begun", "believe", "believed", "bought", "bring",
    "brings", "brought", "build", "builds", "built", "buy", "buys", "call", "called", "calls", "came",
    "cayeron", "cayo", "climbed", "close", "closed", "closes", "come", "comes", "coming", "compared",
    "crecio", "cross", "crossed", "cruzaron", "declined", "decreased", "dice", "dicen", "die", "died",
    "dies", "dijeron", "dijo", "drop", "dropped", "drops", "dying", "end", "ended", "ends", "enrolled",
    "entered", "estimated", "expected", "fall", "fallen", "falls", "feel", "fell", "felt", "find", "finds",
    "fled", "following", "found", "fueron", "gave", "get", "gets", "getting", "give", "given", "gives",
    "giving", "go", "goes", "going", "gone", "got", "grew", "grow", "grows", "happen", "happened",
    "happens", "held", "help", "helped", "helps", "hicieron", "hold", "holds", "hoped", "including",
    "increase", "increased", "increases", "injured", "join", "joined", "joins", "jumped", "keep", "keeps",
    "kept", "killed", "knew", "know", "known", "knows", "leave", "leaves", "left", "let", "lets", "lie",
    "lies", "live", "lived", "lives", "llegaron", "located", "look", "looked", "looks", "lose", "loses",
    "lost", "made", "make", "makes", "making", "move", "moved", "moves", "murieron", "need", "needed",
    "needs", "opened", "paid", "participated", "passed", "pay", "pays", "play", "played", "plays", "put",
    "puts", "ran", "reach", "reached", "reaches", "receive", "received", "receives", "recibieron",
    "registered", "registraron", "registro", "remain", "remained", "remains", "report", "reported",
    "reports", "required", "returned", "rise", "risen", "rises", "rose", "run", "runs", "said", "sat",
    "saw", "say", "saying", "says", "see", "seem", "seemed", "seems", "seen", "sees", "sell", "sells",
    "send", "sends", "sent", "show", "showed", "shown", "shows", "sign", "signed", "signs", "sit", "sits",
    "sold", "spend", "spends", "spent", "stand", "stands", "start", "started", "starts", "stayed", "stood",
    "stop", "stopped", "stops", "subieron", "subio", "take", "taken", "takes", "taking", "tell", "tells",
    "think", "thinks", "thought", "tienen", "told", "took", "tried", "try", "trying", "turn", "turned",
    "turns", "tuvieron", "use", "used", "uses", "using", "viven", "vivian", "voted", "votes", "want",
    "wanted", "wants", "went", "win", "wins", "won", "work", "worked", "works", "wounded",
];

/// Words that end in -s and are no plural.
#[rustfmt::skip]
pub(crate) const NO_PLURAL: &[&str] = &[
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
];

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
        && !among(NO_PLURAL, word)
        && !ends_phrase(word)
}

fn irregular(word: &str) -> Option<&'static str> {
    let at = IRREGULAR.binary_search_by_key(&word, |(plural, _)| plural).ok()?;
    IRREGULAR.get(at).map(|(_, singular)| *singular)
}

/// Whether a folded word cannot belong to the noun phrase behind a number.
pub(crate) fn ends_phrase(word: &str) -> bool {
    among(STOP, word) || among(VERB, word)
}

/// A word in the singular; as given where it is no plural.
pub(crate) fn singular(word: &str) -> String {
    if let Some(one) = irregular(&word.to_lowercase()) {
        return one.to_owned();
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
        for list in [STOP, VERB, NO_PLURAL] {
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
