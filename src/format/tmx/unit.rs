//! Reading one translation unit.

use super::attributes::{self, Owner};
use super::context::{self, Third};
use super::languages::{self, Tags};
use super::numbering::Numbering;
use super::xml::{Element, Fault, Piece, Xml};
use super::{annotation, excerpt, lost, own, root, rules, variant};
use crate::format::oddity::Remarks;
use crate::format::{Oddity, Remark};
use crate::lang::Lang;
use crate::model::{Neighbour, Tu, Tuv};
use std::io::Read;

/// A unit with more variants is an attack, or no unit. No tool writes so many (there are some 200 languages with tools),
/// and the index compares the texts of a unit with one another, which takes the square of their number.
pub(super) const MOST_VARIANTS: usize = 2000;

/// Units in units deeper than this are an attack, which would fill the memory; they are looked through.
pub(super) const MOST_AROUND: usize = 100_000;

/// What a file's units have in common, and what is odd about this one.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) tags: Tags,
    pub(super) source_lang: Option<Lang>,
    /// Where breaches of the letter are wanted: the srclang of the header and of the unit, and the languages of the unit's
    /// variants, as they are spelled.
    pub(super) header_spelling: Option<String>,
    pub(super) unit_spelling: Option<String>,
    pub(super) spellings: Vec<String>,
    /// What the header says of Trados Studio's contexts.
    pub(super) third: Third,
    /// Whether the file is of a version in which variants have `lang`.
    pub(super) is_old: bool,
    /// How many units are open round the one that is read.
    pub(super) around: usize,
    /// The identifier of the unit that is read.
    pub(super) unit: Option<String>,
    /// The texts of its variants that have no language that can be used, the first of them.
    pub(super) unnamed: Vec<String>,
    pub(super) remarks: Remarks,
}

impl Context {
    pub(super) fn new(remarks: Remarks) -> Self {
        Self {
            tags: Tags::default(),
            source_lang: None,
            header_spelling: None,
            unit_spelling: None,
            spellings: Vec::new(),
            third: Third::default(),
            is_old: false,
            around: 0,
            unit: None,
            unnamed: Vec::new(),
            remarks,
        }
    }
}

/// A unit whose start tag was read, and perhaps more of it.
#[derive(Debug)]
pub(super) struct Begun {
    tu: Tu,
    pub(super) line: usize,
    /// Its place among the start tags of units.
    pub(super) number: usize,
    /// The open elements in it that TMX does not have and that are looked through.
    inside: usize,
    /// The variant in which a unit begins.
    variant: Option<Box<variant::Reading>>,
    /// What was odd about it before a unit in it began.
    remarks: Vec<Remark>,
}

impl Begun {
    pub(super) fn new(tu: Tu, line: usize) -> Self {
        Self {
            tu,
            line,
            number: 0,
            inside: 0,
            variant: None,
            remarks: Vec::new(),
        }
    }
}

/// A unit, and the one that begins in it.
pub(super) struct Nested {
    pub(super) outer: Begun,
    pub(super) inner: Begun,
}

/// A unit in another one, whose start tag was read.
#[derive(Debug)]
pub(super) struct Inner {
    tu: Tu,
    /// What was odd about the other one before.
    before: Vec<Remark>,
}

/// How far a unit was read.
pub(super) enum Step {
    /// To its end. It may be left without a variant.
    Whole(Box<Tu>),
    /// To the start tag of a unit in it. The outer one goes on after the end tag of the inner one.
    Inner(Box<Nested>),
}

/// The unit of a start tag, with its attributes and nothing else.
pub(super) fn begin(element: &Element<'_>, context: &mut Context) -> Result<Tu, Fault> {
    let Context {
        tags,
        source_lang,
        unit_spelling,
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
        "srclang" => {
            let any = value.trim() == "*all*";
            let said = (!any).then(|| tags.read(&value)).flatten();
            let said = said.map(|(lang, _)| lang);
            if said.is_none() && !any {
                return remarks.note(Oddity::SourceLanguage, || {
                    format!(
                        "srclang={} is not a language tag; the header's was taken",
                        excerpt(&value)
                    )
                });
            }
            if remarks.wants_rules() && !any {
                *unit_spelling = Some(value.to_string());
            }
            if said == *source_lang {
                let said = ("srclang".to_owned(), value.into_owned());
                tu.attributes.other.push(said);
            }
            tu.source_lang = said;
        }
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

/// Reads on in a unit, up to its end tag, or to the start tag of a unit in it.
pub(super) fn read_on<R: Read>(
    xml: &mut Xml<R>,
    mut begun: Begun,
    context: &mut Context,
) -> Result<Step, Fault> {
    context.remarks.put_back(std::mem::take(&mut begun.remarks));
    context.unit.clone_from(&begun.tu.tuid);
    context.unnamed.clear();
    if let Some(reading) = begun.variant.take() {
        match variant::read_on(xml, *reading, context)? {
            variant::Step::Whole(variants) => take_variants(&mut begun.tu, variants, context),
            variant::Step::Unit(reading, inner) => {
                return Ok(begun.around(*inner, Some(*reading), xml));
            }
        }
    }
    loop {
        let tu = &mut begun.tu;
        context.remarks.place(|| xml.place().line);
        match xml.next()? {
            Piece::Open(element) => match element.name() {
                "tuv" => {
                    let reading = variant::Reading::of(variant::begin(&element, context)?);
                    match variant::read_on(xml, reading, context)? {
                        variant::Step::Whole(variants) => take_variants(tu, variants, context),
                        variant::Step::Unit(reading, inner) => {
                            return Ok(begun.around(*inner, Some(*reading), xml));
                        }
                    }
                }
                "tu" if context.around < MOST_AROUND => {
                    let inner = begin_inner(&element, context)?;
                    return Ok(begun.around(inner, None, xml));
                }
                "note" | "prop" => {
                    if !tu.variants.is_empty() {
                        let name = element.name();
                        context.remarks.note(Oddity::Order, || {
                            format!("<{name}> stands after a <tuv>: it belongs before all of them")
                        });
                    }
                    let begun = annotation::begin(&element, "a unit", &mut context.remarks)?;
                    annotation::finish(xml, begun, &mut tu.annotations, &mut context.remarks)?;
                }
                name => {
                    looked_through(name, "a unit", &mut context.remarks);
                    lost::check(&element, lost::TOO_DEEP, &mut context.remarks)?;
                    begun.inside += 1;
                }
            },
            Piece::Close if begun.inside > 0 => begun.inside -= 1,
            Piece::Close => break,
            Piece::Text(text) => rules::stray(&text, "directly in a unit", &mut context.remarks),
            Piece::Char(c) => {
                rules::stray(&String::from(c), "directly in a unit", &mut context.remarks);
            }
            Piece::Comment | Piece::Nothing | Piece::End => {}
        }
    }
    if context.remarks.wants_rules() {
        // As they stand in the file, whatever a property says that they really are.
        for fault in Numbering::of(&begun.tu).faults() {
            let remarks = &mut context.remarks;
            remarks.note_at(Oddity::CodeNumber, begun.line, || fault.into());
        }
    }
    if !finish(&mut begun.tu, context.third) {
        context.remarks.note_at(Oddity::Other, begun.line, || {
            "the inline codes of a unit are not those that x-karvan:codes was written beside: they were read as they stand, and it was left out".into()
        });
    }
    languages::of_unit(&begun.tu, begun.line, context);
    Ok(Step::Whole(Box::new(begun.tu)))
}

/// The unit of a start tag that stands in another unit.
pub(super) fn begin_inner(element: &Element<'_>, context: &mut Context) -> Result<Inner, Fault> {
    let before = context.remarks.take();
    context.remarks.note(Oddity::UnknownElement, || {
        "a unit stands inside of another one: each was read as a unit of its own".into()
    });
    let tu = begin(element, context)?;
    Ok(Inner { tu, before })
}

impl Begun {
    /// Sets it aside for a unit in it, in a variant of it where that is handed in.
    fn around<R: Read>(
        mut self,
        inner: Inner,
        variant: Option<variant::Reading>,
        xml: &mut Xml<R>,
    ) -> Step {
        self.variant = variant.map(Box::new);
        self.remarks = inner.before;
        let inner = Self::new(inner.tu, xml.place().line);
        Step::Inner(Box::new(Nested { outer: self, inner }))
    }
}

fn take_variants(tu: &mut Tu, variants: Vec<Tuv>, context: &mut Context) {
    for tuv in variants {
        if tu.variants.len() < MOST_VARIANTS {
            tu.variants.push(tuv);
            continue;
        }
        context.remarks.note(Oddity::ManyVariants, || {
            format!("a unit has more than {MOST_VARIANTS} variants, which is the most that is read of one: this one was left out")
        });
    }
}

/// Gives a unit what its properties say; `false` where what they say of its codes is not so any more.
fn finish(tu: &mut Tu, third: Third) -> bool {
    own::take_tu(tu);
    let is_so = own::take_codes(tu);
    let found = context::neighbours(tu, third);
    for (tuv, [before, after]) in tu.variants.iter_mut().zip(found) {
        if tuv.before == Neighbour::Unknown {
            tuv.before = before;
        }
        if tuv.after == Neighbour::Unknown {
            tuv.after = after;
        }
    }
    attributes::restore(Owner::Tu, &mut tu.annotations, &mut tu.attributes.other);
    is_so
}

pub(super) fn looked_through(name: &str, place: &str, remarks: &mut Remarks) {
    remarks.note(Oddity::UnknownElement, || {
        let case = root::case_of(name);
        format!("<{name}> has no place in {place}{case}: it was looked through")
    });
}
