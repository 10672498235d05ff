//! Reading one variant of a unit, and those that stand in it.

use super::attributes::{self, Owner};
use super::unit::{self, Context, MOST_AROUND, MOST_VARIANTS, looked_through};
use super::xml::{Element, Fault, Piece, Xml};
use super::{annotation, excerpt, languages, lost, own, rules, segment};
use crate::format::Oddity;
use crate::format::oddity::no_text;
use crate::model::{Annotation, Attributes, Neighbour, Segment, Tuv};
use std::io::Read;

/// A variant whose start tag was read, and perhaps more of it.
#[derive(Debug, Default)]
pub(super) struct Begun {
    tag: Option<String>,
    /// An attribute that seems to name the language where there is no tag, and its value.
    meant: Option<(String, String)>,
    attributes: Attributes,
    annotations: Vec<Annotation>,
    segment: Option<Segment>,
    /// The lines of the codes of the segment, in the order of their start tags.
    code_lines: Vec<usize>,
    /// The open elements in it that TMX does not have there and that are looked through.
    inside: usize,
    /// Its place among the start tags of the variants that stand in one another.
    number: usize,
}

/// The variant of a start tag, with its attributes and nothing else.
pub(super) fn begin(element: &Element<'_>, context: &mut Context) -> Result<Begun, Fault> {
    let mut begun = Begun::default();
    let Context {
        tags,
        is_old,
        remarks,
        ..
    } = context;
    rules::attributes(element, remarks)?;
    let mut old: Option<String> = None;
    // Where they belong among the others, and what they are.
    let mut meant: Vec<(usize, String, String)> = Vec::new();
    element.attributes(|name, value| match name {
        "xml:lang" => begun.tag = Some(value.into_owned()),
        "lang" => old = Some(value.into_owned()),
        _ if seems_to_name_language(name) => {
            let at = begun.attributes.other.len();
            meant.push((at + meant.len(), name.to_owned(), value.into_owned()));
        }
        _ => attributes::take(
            Owner::Tuv,
            &mut begun.attributes,
            &mut begun.annotations,
            remarks,
            (name, &value),
        ),
    })?;
    let is_named = begun.tag.is_some() || old.is_some();
    for (at, name, value) in meant {
        if is_named {
            attributes::told(Owner::Tuv, &name, &value, remarks);
            begun.attributes.other.insert(at, (name, value));
        } else if begun.meant.is_none() {
            begun.meant = Some((name, value));
        }
    }
    match (&begun.tag, old) {
        (Some(tag), Some(old)) if !tags.is_usable(tag) && tags.is_usable(&old) => {
            remarks.note(Oddity::AttributeValue, || {
                let (tag, old) = (excerpt(tag), excerpt(&old));
                format!("a variant says xml:lang={tag}, which is not a language tag, and lang={old}: that was taken")
            });
            begun.tag = Some(old);
        }
        (Some(tag), Some(old)) if !tag.eq_ignore_ascii_case(&old) && tags.is_usable(tag) => {
            remarks.note(Oddity::AttributeValue, || {
                let (tag, old) = (excerpt(tag), excerpt(&old));
                format!("a variant says xml:lang={tag} and lang={old}: the first was taken")
            });
        }
        (None, Some(old)) => {
            if !*is_old {
                remarks.rule(Oddity::MissingAttribute, || {
                    "a variant has lang where xml:lang must stand".into()
                });
            }
            begun.tag = Some(old);
        }
        _ => {}
    }
    Ok(begun)
}

/// Whether an attribute that TMX does not have on a variant seems to name its language.
fn seems_to_name_language(name: &str) -> bool {
    let local = name.rsplit(':').next().unwrap_or(name);
    let names = [
        "lang", "xml-lang", "xml_lang", "xmllang", "language", "locale",
    ];
    names.iter().any(|known| local.eq_ignore_ascii_case(known))
}

/// Variants that stand in one another, as far as they were read.
#[derive(Debug)]
pub(super) struct Reading {
    /// The one that is read.
    tuv: Begun,
    /// Those round it, the outermost first.
    around: Vec<Begun>,
    numbers: usize,
    done: Vec<(usize, Tuv)>,
}

/// How far they were read.
pub(super) enum Step {
    /// To the end of the outermost. One that stands in another is a variant of its own; one that has to be left out is none.
    Whole(Vec<Tuv>),
    /// To the start tag of a unit in them, after whose end tag they go on.
    Unit(Box<Reading>, Box<unit::Inner>),
}

/// Reads up to the end tag of the variant, which follows these in its unit, or up to a unit in it, where such are to be read.
pub(super) fn read_on<R: Read>(
    xml: &mut Xml<R>,
    mut reading: Reading,
    context: &mut Context,
) -> Result<Step, Fault> {
    loop {
        let remarks = &mut context.remarks;
        remarks.place(|| xml.place().line);
        let tuv = &mut reading.tuv;
        match xml.next()? {
            Piece::Open(element) => match element.name() {
                "seg" => {
                    rules::left_out(&element, remarks)?;
                    let (read, lines) = segment::read_with_lines(xml, remarks)?;
                    match tuv.segment {
                        None => (tuv.segment, tuv.code_lines) = (Some(read), lines),
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
                    if tuv.segment.is_some() {
                        remarks.note(Oddity::Order, || {
                            format!("<{name}> stands after the <seg>: it belongs before it")
                        });
                    }
                    let begun = annotation::begin(&element, "a variant", remarks)?;
                    annotation::finish(xml, begun, &mut tuv.annotations, remarks)?;
                }
                // More than a unit may have of them are an attack; they are looked through.
                "tuv" if reading.numbers < MOST_VARIANTS => {
                    remarks.note(Oddity::UnknownElement, || {
                        "a variant stands inside of another one: each was read as a variant of its own"
                            .into()
                    });
                    reading.numbers += 1;
                    let mut inner = begin(&element, context)?;
                    inner.number = reading.numbers;
                    let outer = std::mem::replace(&mut reading.tuv, inner);
                    reading.around.push(outer);
                }
                "tu" if context.around < MOST_AROUND => {
                    let inner = unit::begin_inner(&element, context)?;
                    return Ok(Step::Unit(Box::new(reading), Box::new(inner)));
                }
                name => {
                    looked_through(name, "a variant", remarks);
                    lost::check(&element, lost::TOO_DEEP, remarks)?;
                    tuv.inside += 1;
                }
            },
            Piece::Close if tuv.inside > 0 => tuv.inside -= 1,
            Piece::Close => {
                if let Some(whole) = reading.close(context) {
                    return Ok(Step::Whole(whole));
                }
            }
            Piece::Text(text) => rules::stray(&text, "directly in a variant", remarks),
            Piece::Char(c) => rules::stray(&String::from(c), "directly in a variant", remarks),
            Piece::Comment | Piece::Nothing | Piece::End => {}
        }
    }
}

impl Reading {
    /// Those in this one, whose start tag was read.
    pub(super) fn of(tuv: Begun) -> Self {
        Self {
            tuv,
            around: Vec::new(),
            numbers: 0,
            done: Vec::new(),
        }
    }

    /// Ends the one that is read; all of them, in the order of their start tags, where it is the outermost.
    fn close(&mut self, context: &mut Context) -> Option<Vec<Tuv>> {
        let outer = self.around.pop();
        let is_last = outer.is_none();
        let tuv = std::mem::replace(&mut self.tuv, outer.unwrap_or_default());
        let number = tuv.number;
        let whole = tuv.whole(context);
        if is_last && self.done.is_empty() {
            // Nearly always: nothing is set aside for it, which a million times would leave the memory in pieces.
            return Some(whole.into_iter().collect());
        }
        self.done.extend(whole.map(|whole| (number, whole)));
        if !is_last {
            return None;
        }
        self.done.sort_by_key(|(number, _)| *number);
        Some(self.done.drain(..).map(|(_, tuv)| tuv).collect())
    }
}

impl Begun {
    /// The variant at its end tag; `None`, and said, where it has to be left out.
    fn whole(self, context: &mut Context) -> Option<Tuv> {
        let lang = languages::of_variant(
            (self.tag.as_deref(), self.meant.as_ref()),
            self.segment.as_ref(),
            context,
        )?;
        if context.remarks.wants_rules() {
            context.spellings.extend(self.tag);
        }
        let remarks = &mut context.remarks;
        let Some(segment) = self.segment else {
            remarks.note(Oddity::NoSegment, || {
                format!("the variant in {lang} has no seg: it was left out")
            });
            return None;
        };
        if segment.is_blank() && !segment.has_codes() {
            remarks.note(Oddity::EmptySegment, || no_text(&lang));
        }
        rules::pairing(&segment, &self.code_lines, remarks);
        let mut tuv = Tuv {
            lang,
            segment,
            attributes: self.attributes,
            annotations: self.annotations,
            before: Neighbour::Unknown,
            after: Neighbour::Unknown,
        };
        own::take_tuv(&mut tuv);
        attributes::restore(Owner::Tuv, &mut tuv.annotations, &mut tuv.attributes.other);
        Some(tuv)
    }
}
