//! Reading one translation unit.

use super::annotation::{self, stray};
use super::attributes::{self, Owner};
use super::xml::{Element, Fault, Piece, Xml};
use super::{excerpt, note, own, segment};
use crate::lang::Lang;
use crate::model::{Annotation, Attributes, Neighbour, Segment, Tu, Tuv};
use std::borrow::Cow;
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

/// What a file's units have in common, and what is odd about this one.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) tags: &'a mut Tags,
    pub(super) source_lang: Option<&'a Lang>,
    pub(super) remarks: Vec<String>,
}

/// The unit of a start tag, with its attributes and nothing else.
pub(super) fn begin(element: &Element<'_>, context: &mut Context<'_>) -> Result<Tu, Fault> {
    let mut tu = Tu {
        source_lang: context.source_lang.cloned(),
        ..Tu::default()
    };
    element.attributes(|name, value| match name {
        "tuid" => tu.tuid = Some(value.into_owned()),
        "srclang" if value.trim() == "*all*" => tu.source_lang = None,
        "srclang" => match context.tags.read(&value) {
            Some((lang, _)) => tu.source_lang = Some(lang),
            None => context.remarks.push(format!(
                "srclang=\"{value}\" is not a language tag; the header's was taken"
            )),
        },
        _ => attributes::take(
            &mut tu.attributes,
            &mut tu.annotations,
            &mut context.remarks,
            name,
            &value,
        ),
    })?;
    Ok(tu)
}

/// Reads the rest of a unit, up to its end tag. It may be left without a variant.
pub(super) fn finish<R: Read>(
    xml: &mut Xml<R>,
    mut tu: Tu,
    context: &mut Context<'_>,
) -> Result<Tu, Fault> {
    loop {
        match xml.next()? {
            Piece::Open(element) if element.name() == "tuv" => {
                let tuv = begin_variant(&element, context)?;
                if let Some(tuv) = finish_variant(xml, tuv, context)? {
                    tu.variants.push(tuv);
                }
            }
            Piece::Open(element) => {
                let begun = annotation::begin(&element, "a unit", &mut context.remarks)?;
                annotation::finish(xml, begun, &mut tu.annotations, &mut context.remarks)?;
            }
            Piece::Close => break,
            Piece::Text(text) => stray(&text, "a unit", &mut context.remarks),
            Piece::Char(c) => stray(c.encode_utf8(&mut [0; 4]), "a unit", &mut context.remarks),
            Piece::Nothing | Piece::End => {}
        }
    }
    own::take_tu(&mut tu);
    attributes::restore(Owner::Tu, &mut tu.annotations, &mut tu.attributes.other);
    Ok(tu)
}

/// A variant's start tag.
struct Start {
    tag: Option<String>,
    attributes: Attributes,
    annotations: Vec<Annotation>,
}

fn begin_variant(element: &Element<'_>, context: &mut Context<'_>) -> Result<Start, Fault> {
    let mut start = Start {
        tag: None,
        attributes: Attributes::default(),
        annotations: Vec::new(),
    };
    let mut old: Option<String> = None;
    element.attributes(|name, value| match name {
        "xml:lang" => start.tag = Some(value.into_owned()),
        "lang" => old = Some(value.into_owned()),
        _ => attributes::take(
            &mut start.attributes,
            &mut start.annotations,
            &mut context.remarks,
            name,
            &value,
        ),
    })?;
    match (&start.tag, old) {
        (Some(tag), Some(old)) if !tag.eq_ignore_ascii_case(&old) => {
            note(&mut context.remarks, || {
                format!("a variant says xml:lang=\"{tag}\" and lang=\"{old}\": the first was taken")
            });
        }
        (None, old) => start.tag = old,
        _ => {}
    }
    Ok(start)
}

fn finish_variant<R: Read>(
    xml: &mut Xml<R>,
    start: Start,
    context: &mut Context<'_>,
) -> Result<Option<Tuv>, Fault> {
    let mut annotations = start.annotations;
    let mut segment: Option<Segment> = None;
    loop {
        match xml.next()? {
            Piece::Open(element) if element.name() == "seg" => {
                element.check()?;
                let read = segment::read(xml, &mut context.remarks)?;
                match segment {
                    None => segment = Some(read),
                    Some(_) => note(&mut context.remarks, || {
                        let text = read.text();
                        format!(
                            "a variant has two seg; the second was left out: {}",
                            excerpt(&text)
                        )
                    }),
                }
            }
            Piece::Open(element) => {
                let begun = annotation::begin(&element, "a variant", &mut context.remarks)?;
                annotation::finish(xml, begun, &mut annotations, &mut context.remarks)?;
            }
            Piece::Close => break,
            Piece::Text(text) => stray(&text, "a variant", &mut context.remarks),
            Piece::Char(c) => stray(
                c.encode_utf8(&mut [0; 4]),
                "a variant",
                &mut context.remarks,
            ),
            Piece::Nothing | Piece::End => {}
        }
    }
    let Some(lang) = language(start.tag.as_deref(), context) else {
        return Ok(None);
    };
    let Some(segment) = segment else {
        context
            .remarks
            .push(format!("the variant in {lang} has no seg: it was left out"));
        return Ok(None);
    };
    let mut tuv = Tuv {
        lang,
        segment,
        attributes: start.attributes,
        annotations,
        before: Neighbour::Unknown,
        after: Neighbour::Unknown,
    };
    own::take_tuv(&mut tuv);
    attributes::restore(Owner::Tuv, &mut tuv.annotations, &mut tuv.attributes.other);
    Ok(Some(tuv))
}

fn language(tag: Option<&str>, context: &mut Context<'_>) -> Option<Lang> {
    let Some(tag) = tag else {
        context
            .remarks
            .push("a variant does not say its language: it was left out".to_owned());
        return None;
    };
    let found = context.tags.read(tag);
    let shown: Cow<'_, str> = excerpt(tag);
    match found {
        Some((lang, false)) => Some(lang),
        Some((lang, true)) => {
            note(&mut context.remarks, || {
                format!("{shown} is not a known language tag; it was kept")
            });
            Some(lang)
        }
        None => {
            context.remarks.push(format!(
                "{shown} is not a language tag: the variant was left out"
            ));
            None
        }
    }
}
