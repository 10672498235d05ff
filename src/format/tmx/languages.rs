//! The languages of units and variants: which codes can be used, and what is odd about them.

use super::direction::ALL;
use super::unit::Context;
use super::{excerpt, proposal};
use crate::format::Oddity;
use crate::format::oddity::{Remarks, of_code, only_language, several_in_one};
use crate::lang::Lang;
use crate::model::{Segment, Tu, Tuv};
use crate::text::script::plainly_other;

/// The language tags of a file, read once each: a file has few and repeats them in every unit.
#[derive(Debug, Default)]
pub(super) struct Tags {
    known: Vec<(String, Option<(Lang, bool)>)>,
}

impl Tags {
    const MOST: usize = 64;

    /// The tag as [`Lang::parse_lenient`] reads it; `None` where nothing can be made of it.
    pub(super) fn read(&mut self, tag: &str) -> Option<(Lang, bool)> {
        if let Some((_, found)) = self.known.iter().find(|(known, _)| known == tag) {
            return found.clone();
        }
        let found = Lang::parse_lenient(tag).ok();
        if self.known.len() < Self::MOST && tag.len() <= Lang::LONGEST {
            self.known.push((tag.to_owned(), found.clone()));
        }
        found
    }

    /// Whether something can be made of a tag.
    pub(super) fn is_usable(&mut self, tag: &str) -> bool {
        self.read(tag).is_some()
    }

    /// The languages that the file has named so far.
    fn languages(&self) -> impl Iterator<Item = &Lang> {
        let found = self.known.iter().filter_map(|(_, found)| found.as_ref());
        found.filter(|(_, is_odd)| !is_odd).map(|(lang, _)| lang)
    }
}

/// Remarks on the languages of a unit: too few, twice the same, or not the one that it says it was translated from. They are on
/// the unit, which begins on this line.
pub(super) fn of_unit(tu: &Tu, line: usize, context: &mut Context) {
    settle_proposals(tu, context);
    source_spelling(tu, line, context);
    let remarks = &mut context.remarks;
    let variants = &tu.variants;
    if !matches!(&variants[..], [a, b] if a.lang != b.lang) {
        same_languages(variants, line, remarks);
    }
    let Some(first) = variants.first() else {
        return;
    };
    if variants.iter().all(|tuv| tuv.lang == first.lang) {
        remarks.note_at(Oddity::OneLanguage, line, || only_language(&first.lang));
    }
    if let Some(source) = &tu.source_lang {
        match tu.variant(source) {
            None => remarks.note_at(Oddity::SourceLanguage, line, || {
                format!("a unit has no variant in its source language {source}")
            }),
            Some(own) if own.lang != *source => {
                remarks.note_at(Oddity::LanguageFallback, line, || {
                    let own = &own.lang;
                    format!("no variant is in the source language {source}: the one in {own} counts as the source")
                });
            }
            Some(_) => {}
        }
    }
    let identical = || {
        variants.windows(2).all(|pair| {
            pair[0].lang != pair[1].lang && pair[0].segment.text() == pair[1].segment.text()
        })
    };
    if remarks.wants_rules() && variants.len() > 1 && identical() && !first.segment.is_blank() {
        remarks.note_at(Oddity::IdenticalSegments, line, || {
            let text = first.segment.text();
            format!(
                "the variants of a unit have the same text: {}",
                excerpt(&text)
            )
        });
    }
}

/// Remarks on a source language that no variant spells as the unit or the header does, though one names it: programs that compare
/// letter by letter find no source.
fn source_spelling(tu: &Tu, line: usize, context: &mut Context) {
    let spellings = std::mem::take(&mut context.spellings);
    let own = context.unit_spelling.take();
    let (Some(source), Some(tag)) = (
        &tu.source_lang,
        own.as_ref().or(context.header_spelling.as_ref()),
    ) else {
        return;
    };
    let tags = &mut context.tags;
    let mut is_source = |tag: &str| tags.read(tag).is_some_and(|(lang, _)| lang == *source);
    if spellings.contains(tag) || !is_source(tag) {
        return;
    }
    if let Some(other) = spellings.iter().find(|other| is_source(other)) {
        context.remarks.note_at(Oddity::LanguageSpelling, line, || {
            let (tag, other) = (excerpt(tag), excerpt(other));
            format!("srclang={tag} and xml:lang={other} are two spellings of one language: a variant must have the same as srclang")
        });
    }
}

fn same_languages(variants: &[Tuv], line: usize, remarks: &mut Remarks) {
    for text in several_in_one(variants) {
        remarks.note_at(Oddity::SameLanguage, line, || text);
    }
}

const BEFORE_CODE: &str = "; xml:lang=\"";
const AFTER_CODE: &str = "\" may be meant";

const BEFORE_TEXT: &str = "; its text: \"";

/// Takes back the proposals of codes that a unit has already, in whatever order its variants stand. Where the unit lacks one
/// language of the file, that is proposed.
fn settle_proposals(tu: &Tu, context: &mut Context) {
    let unnamed = std::mem::take(&mut context.unnamed);
    if unnamed.is_empty() {
        return;
    }
    let lacks = |code: &Lang| tu.variants.iter().all(|tuv| code.fit(&tuv.lang).is_none());
    let lacking = match &unnamed[..] {
        [text] => only_lacking(context.tags.languages().filter(|lang| lacks(lang)), text),
        _ => None,
    };
    context.remarks.reword(Oddity::NoLanguage, |text| {
        // What is quoted from the file has its quotation marks escaped.
        let said = text.split_once(BEFORE_CODE).and_then(|(before, rest)| {
            let (code, after) = rest.split_once(AFTER_CODE)?;
            Some((code, format!("{before}{after}")))
        });
        let (is_taken, bare) = match said {
            Some((code, bare)) => {
                let code = Lang::parse_lenient(code).ok()?.0;
                let mut there = tu.variants.iter();
                (there.any(|tuv| proposal::is_taken(&code, &tuv.lang)), bare)
            }
            None => (true, text.to_owned()),
        };
        let found = is_taken.then_some(&bare)?;
        Some(match (&lacking, found.split_once(BEFORE_TEXT)) {
            (Some(code), Some((before, after))) => {
                format!("{before}{BEFORE_CODE}{code}{AFTER_CODE}{BEFORE_TEXT}{after}")
            }
            _ => bare,
        })
    });
}

/// The one language among these that a text can be in.
fn only_lacking<'a>(languages: impl Iterator<Item = &'a Lang>, text: &str) -> Option<Lang> {
    let mut fitting = languages.filter(|lang| plainly_other(text, lang).is_none());
    let first = fitting.next()?;
    fitting
        .all(|lang| lang.fit(first).is_some())
        .then(|| first.clone())
}

/// The language of a variant, of its tag, or perhaps `meant` by another attribute; `None`, with a remark that shows the text that is lost and proposes a code, where it
/// has none that can be used.
pub(super) fn of_variant(
    (tag, meant): (Option<&str>, Option<&(String, String)>),
    segment: Option<&Segment>,
    context: &mut Context,
) -> Option<Lang> {
    let found = tag.and_then(|tag| context.tags.read(tag));
    let remarks = &mut context.remarks;
    match (tag, found) {
        (Some(tag), Some((lang, is_odd))) => {
            if let Some((oddity, text)) = of_code(&lang, is_odd, tag) {
                remarks.note(oddity, || text);
            }
            Some(lang)
        }
        (tag, _) => {
            let text = segment.map(Segment::text).unwrap_or_default();
            if context.unnamed.len() < 2 {
                context.unnamed.push(text.clone());
            }
            remarks.note(Oddity::NoLanguage, || {
                let what = match (tag, meant) {
                    (Some(tag), _) if tag.trim() == ALL => {
                        "*all*, which only srclang may have, is not a language".to_owned()
                    }
                    (Some(tag), _) => format!("{} is not a language tag", excerpt(tag)),
                    (None, Some((name, value))) => {
                        let value = excerpt(value);
                        format!("a variant does not say its language in xml:lang, but in {name}={value}, which TMX does not have")
                    }
                    (None, None) => "a variant does not say its language".to_owned(),
                };
                let said = meant.and_then(|(_, value)| Lang::parse_lenient(value).ok());
                let said = said.filter(|(_, is_odd)| !is_odd);
                let tag = tag.or(meant.map(|(_, value)| value.as_str()));
                let proposed = said.map(|(lang, _)| lang.to_string());
                let proposed = proposed.or_else(|| proposal::language(tag, &text));
                let proposed = proposed.map(|code| format!("{BEFORE_CODE}{code}{AFTER_CODE}"));
                let unit = context.unit.as_deref().map(excerpt);
                let unit = unit.map(|unit| format!(" of the unit {unit}"));
                format!(
                    "{what}: the variant{} was left out{}; its text: {}",
                    unit.unwrap_or_default(),
                    proposed.unwrap_or_default(),
                    excerpt(&text)
                )
            });
            None
        }
    }
}
