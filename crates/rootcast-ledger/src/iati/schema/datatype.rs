//! The datatypes of XML Schema 1.0: which texts are values of them.
//!
//! Where the recommendation and libxml2, which most validators of IATI are built on, differ, libxml2 is followed, so that
//! a file has one verdict: dates with spaces around them and the year 0000 are refused, names are those of the
//! fourth edition of XML, and a web address may hold spaces.

mod moment;
mod name;
mod number;
mod uri;

/// A datatype.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Datatype {
    AnySimple,
    String,
    NormalizedString,
    Token,
    Language,
    NmToken,
    NmTokens,
    Name,
    NcName,
    Id,
    IdRef,
    IdRefs,
    Boolean,
    Decimal,
    Integer,
    NonPositiveInteger,
    NegativeInteger,
    Long,
    Int,
    Short,
    Byte,
    NonNegativeInteger,
    UnsignedLong,
    UnsignedInt,
    UnsignedShort,
    UnsignedByte,
    PositiveInteger,
    Float,
    Double,
    DateTime,
    Time,
    Date,
    AnyUri,
    /// `xml:lang`: a language, or nothing.
    XmlLang,
    /// `xml:space`: `default` or `preserve`.
    XmlSpace,
}

/// Datatypes that a file can only bring in itself, with `xsi:type`. They are known and their values are not looked at.
pub(super) const NOT_CHECKED: [&str; 12] = [
    "duration",
    "gYearMonth",
    "gYear",
    "gMonthDay",
    "gDay",
    "gMonth",
    "hexBinary",
    "base64Binary",
    "QName",
    "NOTATION",
    "ENTITY",
    "ENTITIES",
];

impl Datatype {
    /// Those that XML Schema has names for.
    pub(super) const BUILT_IN: [Self; 33] = [
        Self::AnySimple,
        Self::String,
        Self::NormalizedString,
        Self::Token,
        Self::Language,
        Self::NmToken,
        Self::NmTokens,
        Self::Name,
        Self::NcName,
        Self::Id,
        Self::IdRef,
        Self::IdRefs,
        Self::Boolean,
        Self::Decimal,
        Self::Integer,
        Self::NonPositiveInteger,
        Self::NegativeInteger,
        Self::Long,
        Self::Int,
        Self::Short,
        Self::Byte,
        Self::NonNegativeInteger,
        Self::UnsignedLong,
        Self::UnsignedInt,
        Self::UnsignedShort,
        Self::UnsignedByte,
        Self::PositiveInteger,
        Self::Float,
        Self::Double,
        Self::DateTime,
        Self::Time,
        Self::Date,
        Self::AnyUri,
    ];

    /// Its name in XML Schema.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::AnySimple => "anySimpleType",
            Self::String => "string",
            Self::NormalizedString => "normalizedString",
            Self::Token => "token",
            Self::Language => "language",
            Self::NmToken => "NMTOKEN",
            Self::NmTokens => "NMTOKENS",
            Self::Name => "Name",
            Self::NcName => "NCName",
            Self::Id => "ID",
            Self::IdRef => "IDREF",
            Self::IdRefs => "IDREFS",
            Self::Boolean => "boolean",
            Self::Decimal => "decimal",
            Self::Integer => "integer",
            Self::NonPositiveInteger => "nonPositiveInteger",
            Self::NegativeInteger => "negativeInteger",
            Self::Long => "long",
            Self::Int => "int",
            Self::Short => "short",
            Self::Byte => "byte",
            Self::NonNegativeInteger => "nonNegativeInteger",
            Self::UnsignedLong => "unsignedLong",
            Self::UnsignedInt => "unsignedInt",
            Self::UnsignedShort => "unsignedShort",
            Self::UnsignedByte => "unsignedByte",
            Self::PositiveInteger => "positiveInteger",
            Self::Float => "float",
            Self::Double => "double",
            Self::DateTime => "dateTime",
            Self::Time => "time",
            Self::Date => "date",
            Self::AnyUri => "anyURI",
            Self::XmlLang => "xml:lang",
            Self::XmlSpace => "xml:space",
        }
    }

    /// The datatype it restricts.
    pub(super) fn base(self) -> Option<Self> {
        Some(match self {
            Self::AnySimple => return None,
            Self::NormalizedString => Self::String,
            Self::Token => Self::NormalizedString,
            Self::Language | Self::NmToken | Self::Name => Self::Token,
            Self::NcName => Self::Name,
            Self::Id | Self::IdRef => Self::NcName,
            Self::Integer => Self::Decimal,
            Self::NonPositiveInteger | Self::Long | Self::NonNegativeInteger => Self::Integer,
            Self::NegativeInteger => Self::NonPositiveInteger,
            Self::Int => Self::Long,
            Self::Short => Self::Int,
            Self::Byte => Self::Short,
            Self::UnsignedLong | Self::PositiveInteger => Self::NonNegativeInteger,
            Self::UnsignedInt => Self::UnsignedLong,
            Self::UnsignedShort => Self::UnsignedInt,
            Self::UnsignedByte => Self::UnsignedShort,
            _ => Self::AnySimple,
        })
    }

    /// Whether the text is a value of it.
    pub(super) fn admits(self, text: &str) -> bool {
        match self {
            Self::AnySimple | Self::String | Self::NormalizedString | Self::Token => true,
            Self::Language => language(trim(text)),
            Self::NmToken => name::is_token(trim(text)),
            Self::NmTokens => words(text).all(name::is_token),
            Self::Name => name::is_name(trim(text)),
            Self::NcName | Self::Id | Self::IdRef => name::is_unprefixed(trim(text)),
            Self::IdRefs => words(text).all(name::is_unprefixed),
            Self::Boolean => matches!(trim(text), "true" | "false" | "1" | "0"),
            Self::Decimal => number::is_decimal(trim(text)),
            Self::Integer => number::is_within(trim(text), None, None),
            Self::NonPositiveInteger => number::is_within(trim(text), None, Some(0)),
            Self::NegativeInteger => number::is_within(trim(text), None, Some(-1)),
            Self::Long => number::is_within(trim(text), Some(i64::MIN.into()), Some(i64::MAX.into())),
            Self::Int => number::is_within(trim(text), Some(i32::MIN.into()), Some(i32::MAX.into())),
            Self::Short => number::is_within(trim(text), Some(i16::MIN.into()), Some(i16::MAX.into())),
            Self::Byte => number::is_within(trim(text), Some(i8::MIN.into()), Some(i8::MAX.into())),
            Self::NonNegativeInteger => number::is_within(trim(text), Some(0), None),
            Self::UnsignedLong => number::is_within(trim(text), Some(0), Some(u64::MAX.into())),
            Self::UnsignedInt => number::is_within(trim(text), Some(0), Some(u32::MAX.into())),
            Self::UnsignedShort => number::is_within(trim(text), Some(0), Some(u16::MAX.into())),
            Self::UnsignedByte => number::is_within(trim(text), Some(0), Some(u8::MAX.into())),
            Self::PositiveInteger => number::is_within(trim(text), Some(1), None),
            Self::Float | Self::Double => number::is_float(text),
            Self::DateTime => moment::is_date_time(text),
            Self::Time => moment::is_time(trim(text)),
            Self::Date => moment::is_date(text),
            Self::AnyUri => uri::is_reference(trim(text)),
            Self::XmlLang => text.is_empty() || language(trim(text)),
            Self::XmlSpace => matches!(trim(text), "default" | "preserve"),
        }
    }

    /// What a value looks like, to follow "expected".
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::AnySimple | Self::String | Self::NormalizedString | Self::Token => "text",
            Self::Language => "a language code such as fr or pt-BR",
            Self::XmlLang => "a language code such as fr or pt-BR, or nothing",
            Self::NmToken => "one word of letters, digits and . - _ :",
            Self::NmTokens => "words of letters, digits and . - _ :",
            Self::Name => "a name: a letter, then letters, digits and . - _ :",
            Self::NcName | Self::Id | Self::IdRef | Self::IdRefs => {
                "a name: a letter, then letters, digits and . - _"
            }
            Self::Boolean => "true, false, 1 or 0",
            Self::Decimal => {
                "a number such as 1500000 or -12.5, with no thousands separator, currency or exponent"
            }
            Self::Integer => "a whole number",
            Self::NonPositiveInteger => "a whole number of 0 or less",
            Self::NegativeInteger => "a whole number below 0",
            Self::Long => "a whole number of at most 64 bits",
            Self::Int => "a whole number from -2147483648 to 2147483647",
            Self::Short => "a whole number from -32768 to 32767",
            Self::Byte => "a whole number from -128 to 127",
            Self::NonNegativeInteger => "a whole number of 0 or more",
            Self::UnsignedLong => "a whole number of 0 or more and at most 64 bits",
            Self::UnsignedInt => "a whole number from 0 to 4294967295",
            Self::UnsignedShort => "a whole number from 0 to 65535",
            Self::UnsignedByte => "a whole number from 0 to 255",
            Self::PositiveInteger => "a whole number of 1 or more",
            Self::Float | Self::Double => "a number such as 1.5e6, or INF, -INF or NaN",
            Self::DateTime => "a date and time such as 2024-05-31T14:30:00Z",
            Self::Time => "a time such as 14:30:00",
            Self::Date => {
                "a date that exists, such as 2024-05-31, with nothing before or after it but a time zone"
            }
            Self::AnyUri => "a web address such as https://example.org/a?b=c",
            Self::XmlSpace => "default or preserve",
        }
    }
}

/// White space of XML.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\t', '\n', '\r'])
        .filter(|word| !word.is_empty())
}

/// Parts of one to eight letters, later ones also digits, joined by hyphens.
fn language(text: &str) -> bool {
    let mut parts = text.split('-');
    let short = |part: &str| (1..=8).contains(&part.len());
    parts
        .next()
        .is_some_and(|first| short(first) && first.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.all(|part| short(part) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}
