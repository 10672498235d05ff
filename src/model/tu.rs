//! The translation unit: any number of languages, with what is known about it.

use super::Segment;
use crate::lang::{Fit, Lang};
use serde::{Deserialize, Serialize};

/// A `<prop>`: a value under a type that a tool made up.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Prop {
    /// The property's name.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its value, white space as it stands.
    pub value: String,
    /// Further attributes as written (`xml:lang`, `o-encoding`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
}

/// A `<note>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Note {
    /// Its text, white space as it stands.
    pub text: String,
    /// Further attributes as written (`xml:lang`, `o-encoding`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
}

/// A note or a property. They stand in one list because TMX lets them alternate and the order is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Annotation {
    /// A note.
    Note(Note),
    /// A property.
    Prop(Prop),
}

/// Who, when and all else that stands as attributes on a `tu` or `tuv`. Dates are `YYYYMMDDThhmmssZ`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Attributes {
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation_date: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation_id: Option<String>,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_date: Option<String>,
    /// Who changed it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_id: Option<String>,
    /// The other attributes of TMX, by name, in the order of the file
    /// (`datatype`, `usagecount`, `lastusagedate`, `creationtool`, `o-tmf`, ...).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other: Vec<(String, String)>,
}

/// The segment before or after this one in its document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum Neighbour {
    /// Nothing is known: the unit came without its document.
    #[default]
    Unknown,
    /// There is none: this is the document's first or last segment.
    Border,
    /// Its text.
    Text(String),
}

/// One language variant of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tuv {
    /// Its language.
    pub lang: Lang,
    /// Its content.
    pub segment: Segment,
    /// Who, when and the like.
    pub attributes: Attributes,
    /// Notes and properties in the order of the file.
    pub annotations: Vec<Annotation>,
    /// The segment before it in its document.
    pub before: Neighbour,
    /// The segment after it in its document.
    pub after: Neighbour,
}

impl Tuv {
    /// A variant that has nothing but its text.
    pub fn plain(lang: Lang, text: impl Into<String>) -> Self {
        Self {
            lang,
            segment: Segment::plain(text),
            attributes: Attributes::default(),
            annotations: Vec::new(),
            before: Neighbour::Unknown,
            after: Neighbour::Unknown,
        }
    }
}

/// The latest minute that a date counts as, that of 19 May 2480: an index keeps 28 bits of it.
pub const LATEST_MINUTE: u32 = (1 << 28) - 1;

/// The minutes from 1970 to a date of TMX (`YYYYMMDDThhmmssZ`), at most [`LATEST_MINUTE`]; 0 for earlier ones and for what is no
/// date.
pub fn minute(date: &str) -> u32 {
    let number = |from: usize, to: usize| date.get(from..to)?.parse::<i64>().ok();
    let minutes = || {
        let month = u8::try_from(number(4, 6)?).ok()?.try_into().ok()?;
        let day = u8::try_from(number(6, 8)?).ok()?;
        let date = time::Date::from_calendar_date(number(0, 4)? as i32, month, day).ok()?;
        let days = i64::from(date.to_julian_day() - JULIAN_1970);
        let clock = number(9, 11).unwrap_or(0) * 60 + number(11, 13).unwrap_or(0);
        u32::try_from(days * 24 * 60 + clock).ok()
    };
    minutes().unwrap_or(0).min(LATEST_MINUTE)
}

/// The Julian day of 1 January 1970.
const JULIAN_1970: i32 = 2_440_588;

/// A translation unit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Tu {
    /// The identifier that a file gave it.
    pub tuid: Option<String>,
    /// Its source language: the unit's own `srclang`, else the header's; `None` is TMX's `*all*`.
    pub source_lang: Option<Lang>,
    /// Who, when and the like.
    pub attributes: Attributes,
    /// Notes and properties in the order of the file.
    pub annotations: Vec<Annotation>,
    /// Where it came from: a file's or a document's name.
    pub origin: Option<String>,
    /// How sure its alignment is, 0 to 1; `None` where it was not aligned by karvan.
    pub alignment: Option<f64>,
    /// The variants in order.
    pub variants: Vec<Tuv>,
}

/// How a variant answers a request for languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer<'l> {
    /// None of the unit fits this one of them better.
    Best(Fit, &'l Lang),
    /// It fits some, but of each the unit has a variant, the one in this language, that fits better.
    Behind(&'l Lang),
    /// It fits none.
    Other,
}

/// An alignment that is less sure than this is doubtful.
pub const SURE_ALIGNMENT: f64 = 0.9;

impl Tu {
    /// The latest date of the unit and its variants.
    pub fn newest(&self) -> Option<&str> {
        std::iter::once(&self.attributes)
            .chain(self.variants.iter().map(|tuv| &tuv.attributes))
            .flat_map(|a| [a.change_date.as_deref(), a.creation_date.as_deref()])
            .flatten()
            .max_by_key(|date| minute(date))
    }

    /// Whether the unit was translated from another language than that of this variant.
    pub fn is_reversed(&self, tuv: &Tuv) -> bool {
        self.source_lang
            .as_ref()
            .is_some_and(|lang| lang.fit(&tuv.lang).is_none())
    }

    /// Whether the unit comes from an alignment that is doubtful.
    pub fn is_unsure(&self) -> bool {
        self.alignment.is_some_and(|sure| sure < SURE_ALIGNMENT)
    }

    /// The variants that answer a request for a language best: the translations into it.
    pub fn translations(&self, lang: &Lang) -> impl Iterator<Item = &Tuv> {
        let fit = |tuv: &Tuv| lang.fit(&tuv.lang);
        let best = self.variants.iter().filter_map(fit).min();
        let variants = self.variants.iter();
        variants.filter(move |tuv| best.is_some() && fit(tuv) == best)
    }

    /// How each variant answers a request for these languages, in the order of the variants.
    pub fn answers<'l>(&'l self, langs: &[&'l Lang]) -> Vec<Answer<'l>> {
        let best: Vec<Option<(Fit, &Lang)>> = langs
            .iter()
            .map(|lang| {
                let own = self.variant(lang)?;
                Some((lang.fit(&own.lang)?, &own.lang))
            })
            .collect();
        let answer = |tuv: &Tuv| {
            let (mut answers, mut nearer) = (None, None);
            for (lang, best) in langs.iter().zip(&best) {
                let (Some(fit), Some((first, own))) = (lang.fit(&tuv.lang), *best) else {
                    continue;
                };
                if fit > first {
                    nearer.get_or_insert(own);
                } else if answers.is_none_or(|(other, _)| fit < other) {
                    answers = Some((fit, *lang));
                }
            }
            match (answers, nearer) {
                (Some((fit, lang)), _) => Answer::Best(fit, lang),
                (None, Some(own)) => Answer::Behind(own),
                (None, None) => Answer::Other,
            }
        };
        self.variants.iter().map(answer).collect()
    }

    /// Who changed or made a variant of the unit, else the unit.
    pub fn author<'a>(&'a self, tuv: &'a Tuv) -> Option<&'a str> {
        let all = [&tuv.attributes, &self.attributes];
        all.into_iter()
            .find_map(|a| a.change_id.as_deref().or(a.creation_id.as_deref()))
    }

    /// The variant that fits a language best.
    pub fn variant(&self, lang: &Lang) -> Option<&Tuv> {
        self.variants
            .iter()
            .filter_map(|tuv| Some((lang.fit(&tuv.lang)?, tuv)))
            .min_by_key(|(fit, _)| *fit)
            .map(|(_, tuv)| tuv)
    }
}

/// A user-defined encoding of a TMX header (`<ude>`), as written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct UserEncoding {
    /// The attributes of `ude` (`name`, `base`).
    pub attributes: Vec<(String, String)>,
    /// The attributes of each `map` in it.
    pub maps: Vec<Vec<(String, String)>>,
}

/// What a file says about all its units: TMX's header.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Header {
    /// Attributes as written (`creationtool`, `srclang`, `segtype`, ...).
    pub attributes: Vec<(String, String)>,
    /// Notes and properties in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annotations: Vec<Annotation>,
    /// User-defined encodings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub encodings: Vec<UserEncoding>,
}

#[cfg(test)]
mod tests {
    use super::{Answer, LATEST_MINUTE, Tu, Tuv, minute};
    use crate::lang::{Fit, Lang};

    #[test]
    fn only_what_fits_best_answers() {
        for (asked, held, expected) in [
            (
                "en-US zh-CN",
                "en-US en-GB zh-CN zh-Hans zh",
                "en-US -en-US zh-CN -zh-CN -zh-CN",
            ),
            // One is as near as the other.
            ("zh", "zh-Hans zh-CN az", "~zh ~zh ."),
            ("zh-CN", "zh-SG zh-Hans zh-TW", "-zh-Hans ~zh-CN ."),
            ("en-US", "en-GB en-AU", "~en-US ~en-US"),
            // What gives way to another one for one language answers for the other.
            ("en-US en-GB", "en-US en-GB en", "en-US en-GB -en-US"),
            ("en en-GB", "en-US en-GB", "~en en-GB"),
            ("az", "en", "."),
        ] {
            let lang = |tag| Lang::parse(tag).unwrap();
            let asked: Vec<Lang> = asked.split(' ').map(lang).collect();
            let tu = Tu {
                variants: held
                    .split(' ')
                    .map(|tag| Tuv::plain(lang(tag), "1"))
                    .collect(),
                ..Tu::default()
            };
            let asked: Vec<&Lang> = asked.iter().collect();
            let answers = tu.answers(&asked).into_iter().map(|answer| match answer {
                Answer::Best(Fit::Same, lang) => lang.to_string(),
                Answer::Best(_, lang) => format!("~{lang}"),
                Answer::Behind(nearer) => format!("-{nearer}"),
                Answer::Other => ".".to_owned(),
            });
            assert_eq!(answers.collect::<Vec<_>>().join(" "), expected, "{held}");
        }
    }

    #[test]
    fn minutes_since_1970() {
        for (date, minutes) in [
            ("19700101T000000Z", 0),
            ("19700102T010259Z", 24 * 60 + 62),
            ("20260101T000000Z", 29_453_760),
            ("24800518T000000Z", 268_433_280),
            ("24800601T000000Z", LATEST_MINUTE),
            ("99991231T235959Z", LATEST_MINUTE),
            ("19691231T235900Z", 0),
            ("yesterday", 0),
            ("", 0),
        ] {
            assert_eq!(minute(date), minutes, "{date}");
        }
    }
}
