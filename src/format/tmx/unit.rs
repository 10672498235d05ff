//! Reading one translation unit.

use super::attributes::{self, Owner};
use super::xml::{Element, Fault, Piece, Xml};
use super::{annotation, dialect, excerpt, own, proposal, rules, segment};
use crate::format::Oddity;
use crate::format::oddity::{Remarks, only_language};
use crate::lang::Lang;
use crate::model::{Annotation, Attributes, Neighbour, Segment, Tu, Tuv};
use rustc_hash::FxHashMap;
use std::io::Read;

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
        if self.known.len() < Self::MOST {
            self.known.push((tag.to_owned(), found.clone()));
        }
        found
    }
}

/// A unit with more variants is an attack, or no unit: what compares them with one another would take for ever.
const MOST_VARIANTS: usize = 2000;

/// What a file's units have in common, and what is odd about this one.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) tags: Tags,
    pub(super) source_lang: Option<Lang>,
    /// Whether the file is of a version in which variants have `lang`.
    pub(super) is_old: bool,
    pub(super) remarks: Remarks,
}

impl Context {
    pub(super) fn new(remarks: Remarks) -> Self {
        Self {
            tags: Tags::default(),
            source_lang: None,
            is_old: false,
            remarks,
        }
    }
}

/// A unit whose start tag was read.
#[derive(Debug)]
pub(super) struct Next {
    pub(super) tu: Tu,
    pub(super) line: usize,
}

/// The unit of a start tag, with its attributes and nothing else.
pub(super) fn begin(element: &Element<'_>, context: &mut Context) -> Result<Tu, Fault> {
    let Context {
        tags,
        source_lang,
        remarks,
        ..
    } = context;
    rules::attributes(element, remarks)?;
    let mut tu = Tu {
        source_lang: source_lang.clone(),
        ..Tu::default()
    };
    element.attributes(|name, value| match name {
        "tuid" => tu.tuid = Some(value.into_owned()),
        "srclang" if value.trim() == "*all*" => tu.source_lang = None,
        "srclang" => match tags.read(&value) {
            Some((lang, _)) => tu.source_lang = Some(lang),
            None => remarks.note(Oddity::SourceLanguage, || {
                format!(
                    "srclang={} is not a language tag; the header's was taken",
                    excerpt(&value)
                )
            }),
        },
        _ => attributes::take(
            Owner::Tu,
            &mut tu.attributes,
            &mut tu.annotations,
            remarks,
            (name, &value),
        ),
    })?;
    Ok(tu)
}

/// Reads the rest of a unit, up to its end tag, or to the start tag of a unit in it, which then comes next. It may be
/// left without a variant.
pub(super) fn finish<R: Read>(
    xml: &mut Xml<R>,
    begun: Next,
    context: &mut Context,
) -> Result<(Tu, Option<Next>), Fault> {
    let mut tu = begun.tu;
    let mut next = None;
    // Elements that TMX does not have and that are looked through.
    let mut inside = 0usize;
    loop {
        context.remarks.place(|| xml.place().line);
        match xml.next()? {
            Piece::Open(element) => match element.name() {
                "tuv" => {
                    match begin_variant(&element, context)?.finish(xml, context)? {
                        Some(tuv) if tu.variants.len() < MOST_VARIANTS => tu.variants.push(tuv),
                        Some(_) => context.remarks.note(Oddity::ManyVariants, || {
                            format!("a unit has more than {MOST_VARIANTS} variants: further ones were left out")
                        }),
                        None => {}
                    }
                }
                "tu" => {
                    context.remarks.note(Oddity::UnknownElement, || {
                        "a unit begins inside of another one: both were read".into()
                    });
                    let tu = begin(&element, context)?;
                    let line = xml.place().line;
                    next = Some(Next { tu, line });
                    break;
                }
                "note" | "prop" => {
                    if !tu.variants.is_empty() {
                        let name = element.name();
                        context.remarks.rule(Oddity::Order, || {
                            format!("<{name}> stands after a <tuv>: it belongs before all of them")
                        });
                    }
                    let begun = annotation::begin(&element, "a unit", &mut context.remarks)?;
                    annotation::finish(xml, begun, &mut tu.annotations, &mut context.remarks)?;
                }
                name => {
                    looked_through(name, "a unit", &mut context.remarks);
                    element.check()?;
                    inside += 1;
                }
            },
            Piece::Close if inside > 0 => inside -= 1,
            Piece::Close => break,
            Piece::Text(text) => rules::stray(&text, "directly in a unit", &mut context.remarks),
            Piece::Char(c) => {
                rules::stray(&String::from(c), "directly in a unit", &mut context.remarks);
            }
            Piece::Nothing | Piece::End => {}
        }
    }
    own::take_tu(&mut tu);
    own::take_codes(&mut tu);
    let found = dialect::neighbours(&tu);
    for (tuv, [before, after]) in tu.variants.iter_mut().zip(found) {
        if tuv.before == Neighbour::Unknown {
            tuv.before = before;
        }
        if tuv.after == Neighbour::Unknown {
            tuv.after = after;
        }
    }
    attributes::restore(Owner::Tu, &mut tu.annotations, &mut tu.attributes.other);
    languages(&tu, &mut context.remarks);
    Ok((tu, next))
}

fn looked_through(name: &str, place: &str, remarks: &mut Remarks) {
    remarks.note(Oddity::UnknownElement, || {
        format!("<{name}> has no place in {place}: it was looked through")
    });
}

/// Remarks on the languages of a unit: too few, twice the same, or not the one that it says it was translated from.
fn languages(tu: &Tu, remarks: &mut Remarks) {
    let variants = &tu.variants;
    if !matches!(&variants[..], [a, b] if a.lang != b.lang) {
        same_languages(variants, remarks);
    }
    let Some(first) = variants.first() else {
        return;
    };
    if variants.iter().all(|tuv| tuv.lang == first.lang) {
        remarks.note(Oddity::OneLanguage, || only_language(&first.lang));
    }
    if let Some(source) = &tu.source_lang
        && tu.variant(source).is_none()
    {
        remarks.note(Oddity::SourceLanguage, || {
            format!("a unit has no variant in its source language {source}")
        });
    }
    let identical = || {
        variants.windows(2).all(|pair| {
            pair[0].lang != pair[1].lang && pair[0].segment.text() == pair[1].segment.text()
        })
    };
    if remarks.wants_rules() && variants.len() > 1 && identical() && !blank(&first.segment) {
        remarks.note(Oddity::IdenticalSegments, || {
            let text = first.segment.text();
            format!(
                "the variants of a unit have the same text: {}",
                excerpt(&text)
            )
        });
    }
}

fn same_languages(variants: &[Tuv], remarks: &mut Remarks) {
    let mut counts: FxHashMap<&Lang, usize> = FxHashMap::default();
    for tuv in variants {
        *counts.entry(&tuv.lang).or_default() += 1;
    }
    for tuv in variants {
        if let Some(count) = counts.remove(&tuv.lang).filter(|count| *count > 1) {
            remarks.note(Oddity::SameLanguage, || {
                format!(
                    "a unit has {count} variants in {}: they were kept",
                    tuv.lang
                )
            });
        }
    }
}

fn blank(segment: &Segment) -> bool {
    segment.text().trim().is_empty()
}

/// A variant's start tag.
struct Start {
    tag: Option<String>,
    attributes: Attributes,
    annotations: Vec<Annotation>,
}

fn begin_variant(element: &Element<'_>, context: &mut Context) -> Result<Start, Fault> {
    let mut start = Start {
        tag: None,
        attributes: Attributes::default(),
        annotations: Vec::new(),
    };
    let is_old = context.is_old;
    let remarks = &mut context.remarks;
    rules::attributes(element, remarks)?;
    let mut old: Option<String> = None;
    element.attributes(|name, value| match name {
        "xml:lang" => start.tag = Some(value.into_owned()),
        "lang" => old = Some(value.into_owned()),
        _ => attributes::take(
            Owner::Tuv,
            &mut start.attributes,
            &mut start.annotations,
            remarks,
            (name, &value),
        ),
    })?;
    match (&start.tag, old) {
        (Some(tag), Some(old)) if !tag.eq_ignore_ascii_case(&old) => {
            remarks.note(Oddity::AttributeValue, || {
                format!("a variant says xml:lang=\"{tag}\" and lang=\"{old}\": the first was taken")
            });
        }
        (None, Some(old)) => {
            if !is_old {
                remarks.rule(Oddity::MissingAttribute, || {
                    "a variant has lang where xml:lang must stand".into()
                });
            }
            start.tag = Some(old);
        }
        _ => {}
    }
    Ok(start)
}

impl Start {
    /// Reads up to the end tag of the variant; `None` where it has to be left out.
    fn finish<R: Read>(
        self,
        xml: &mut Xml<R>,
        context: &mut Context,
    ) -> Result<Option<Tuv>, Fault> {
        let mut annotations = self.annotations;
        let mut segment: Option<Segment> = None;
        let mut inside = 0usize;
        loop {
            let remarks = &mut context.remarks;
            remarks.place(|| xml.place().line);
            match xml.next()? {
                Piece::Open(element) => match element.name() {
                    "seg" => {
                        element.check()?;
                        let read = segment::read(xml, remarks)?;
                        match segment {
                            None => segment = Some(read),
                            Some(_) => remarks.note(Oddity::ManySegments, || {
                                let text = read.text();
                                format!(
                                    "a variant has two seg; the second was left out: {}",
                                    excerpt(&text)
                                )
                            }),
                        }
                    }
                    name @ ("note" | "prop") => {
                        if segment.is_some() {
                            remarks.rule(Oddity::Order, || {
                                format!("<{name}> stands after the <seg>: it belongs before it")
                            });
                        }
                        let begun = annotation::begin(&element, "a variant", remarks)?;
                        annotation::finish(xml, begun, &mut annotations, remarks)?;
                    }
                    name => {
                        looked_through(name, "a variant", remarks);
                        element.check()?;
                        inside += 1;
                    }
                },
                Piece::Close if inside > 0 => inside -= 1,
                Piece::Close => break,
                Piece::Text(text) => rules::stray(&text, "directly in a variant", remarks),
                Piece::Char(c) => {
                    rules::stray(&String::from(c), "directly in a variant", remarks);
                }
                Piece::Nothing | Piece::End => {}
            }
        }
        let Some(lang) = language(self.tag.as_deref(), segment.as_ref(), context) else {
            return Ok(None);
        };
        let remarks = &mut context.remarks;
        let Some(segment) = segment else {
            remarks.note(Oddity::NoSegment, || {
                format!("the variant in {lang} has no seg: it was left out")
            });
            return Ok(None);
        };
        if blank(&segment) && !segment.has_codes() {
            remarks.note(Oddity::EmptySegment, || {
                format!("the variant in {lang} has no text")
            });
        }
        rules::pairing(&segment, remarks);
        let mut tuv = Tuv {
            lang,
            segment,
            attributes: self.attributes,
            annotations,
            before: Neighbour::Unknown,
            after: Neighbour::Unknown,
        };
        own::take_tuv(&mut tuv);
        attributes::restore(Owner::Tuv, &mut tuv.annotations, &mut tuv.attributes.other);
        Ok(Some(tuv))
    }
}

/// The language of a variant; `None`, with a remark that shows the text that is lost and proposes a code, where it
/// has none that can be used.
fn language(tag: Option<&str>, segment: Option<&Segment>, context: &mut Context) -> Option<Lang> {
    let found = tag.and_then(|tag| context.tags.read(tag));
    let remarks = &mut context.remarks;
    match (tag, found) {
        (Some(tag), Some((lang, true))) => {
            remarks.note(Oddity::UnknownLanguage, || {
                format!("{} is not a known language tag; it was kept", excerpt(tag))
            });
            Some(lang)
        }
        (Some(tag), Some((lang, false))) => {
            if !tag.eq_ignore_ascii_case(lang.as_str()) {
                remarks.note(Oddity::LanguageSpelling, || {
                    format!("{tag} was read as {lang}")
                });
            }
            Some(lang)
        }
        (tag, _) => {
            remarks.note(Oddity::NoLanguage, || {
                let text = segment.map(Segment::text).unwrap_or_default();
                let what = match tag {
                    Some(tag) => format!("{} is not a language tag", excerpt(tag)),
                    None => "a variant does not say its language".to_owned(),
                };
                let proposed = match proposal::language(tag, &text) {
                    Some(code) => format!("; xml:lang=\"{code}\" may be meant"),
                    None => String::new(),
                };
                format!(
                    "{what}: the variant was left out{proposed}; its text: {}",
                    excerpt(&text)
                )
            });
            None
        }
    }
}
