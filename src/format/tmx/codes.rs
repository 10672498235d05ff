//! Inline codes in the shapes that the DTD of TMX 1.4 allows.
//!
//! The DTD names the attributes of each code, requires `i` on `bpt` and `ept` and `pos` on `it`, lets only `sub`
//! stand inside a native code, and lets no `sub` stand in text. A code that breaks this is written in the nearest
//! allowed shape (`hi` in text, `sub` in a code, without the foreign attributes), and the property
//! `x-karvan:codes` says what it really is: a JSON list of [number of the code in the segment from 1, in the order
//! of their start tags; kind; attributes]. It counts where the codes are still those that were written; where another program
//! changed them, they are read as they stand. Missing `i` and `pos` are supplied, and taken away again when the file is read.
//!
//! The numbers of codes are written as other programs need them, too ([`super::numbering`]).

use super::numbering::{Numbering, X};
use crate::model::{Code, CodeKind, Inline, Segment, Tu};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// What a code really is: its number, kind and attributes.
type Correction = (usize, CodeKind, Vec<(String, String)>);

/// How a code is written.
#[derive(Debug)]
pub(super) struct Shape<'a> {
    pub(super) kind: CodeKind,
    pub(super) attributes: Vec<(&'a str, Cow<'a, str>)>,
    /// The attribute that the DTD requires and the code has not.
    pub(super) supplied: Option<(&'static str, String)>,
    corrected: bool,
}

impl Shape<'_> {
    fn attribute(&self, wanted: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let (_, value) = attributes.find(|(name, _)| *name == wanted)?;
        Some(value)
    }

    /// Whether a code of a file is what is written of this one, in whatever order its attributes stand.
    fn stands_as(&self, code: &Code) -> bool {
        let supplied = self.supplied.iter().map(|(name, value)| (*name, &**value));
        let own = self
            .attributes
            .iter()
            .map(|(name, value)| (*name, &**value));
        let own = own.chain(supplied);
        let has = |name: &str, value: &str| code.attribute(name) == Some(value);
        self.kind == code.kind
            && own.clone().count() == code.attributes.len()
            && own.clone().all(|(name, value)| has(name, value))
    }

    /// Gives it another `i`.
    fn renumber(&mut self, number: String) {
        let mut attributes = self.attributes.iter_mut();
        if let Some((_, value)) = attributes.find(|(name, _)| *name == "i") {
            *value = Cow::Owned(number);
            self.corrected = true;
        }
    }
}

/// The shapes of a segment's codes in the order of their start tags, with the numbers of its unit.
/// `variant` is its number in the unit, from 0.
pub(super) fn shapes<'a>(
    segment: &'a Segment,
    variant: usize,
    numbering: &Numbering<'a>,
) -> Vec<Shape<'a>> {
    let mut shapes = Vec::new();
    let mut codes = Vec::new();
    let numbers = (variant, numbering);
    collect(&segment.content, true, numbers, &mut shapes, &mut codes);
    for (number, shape) in shapes.iter_mut().enumerate() {
        if let Some(place) = numbering.place(variant, number) {
            shape.attributes.push(("x", Cow::Owned(place.to_string())));
            shape.corrected = true;
        }
    }
    part_pairs(&mut shapes);
    supply(&mut shapes, &codes);
    shapes
}

/// Gives each pair of a segment an `i` of its own, which the DTD asks for: several programs begin again at 1 once a pair is closed.
/// An `ept` belongs to the last `bpt` of its `i` that is open.
fn part_pairs(shapes: &mut [Shape<'_>]) {
    let mut begun: FxHashSet<String> = FxHashSet::default();
    let mut ended: FxHashSet<String> = FxHashSet::default();
    // By the `i` that a pair has, the numbers that the open ones get.
    let mut open: FxHashMap<String, Vec<String>> = FxHashMap::default();
    let mut free = FreeNumbers::beside(shapes);
    for shape in shapes {
        let Some(own) = shape.attribute("i").map(str::to_owned) else {
            continue;
        };
        let partner = match shape.kind {
            CodeKind::Ept => open.get_mut(&own).and_then(Vec::pop),
            CodeKind::Bpt => None,
            _ => continue,
        };
        let begins = shape.kind == CodeKind::Bpt;
        let known = if begins { &mut begun } else { &mut ended };
        let number = match partner {
            Some(number) => number,
            None if known.contains(&own) => free.next(),
            None => own.clone(),
        };
        known.insert(number.clone());
        if number != own {
            shape.renumber(number.clone());
        }
        if begins {
            open.entry(own).or_default().push(number);
        }
    }
}

fn collect<'a>(
    content: &'a [Inline],
    in_text: bool,
    numbers: (usize, &Numbering<'a>),
    shapes: &mut Vec<Shape<'a>>,
    codes: &mut Vec<&'a Code>,
) {
    for piece in content {
        let Inline::Code(code) = piece else { continue };
        let kind = match (in_text, code.kind) {
            (true, CodeKind::Sub) => CodeKind::Hi,
            (true, kind) => kind,
            (false, _) => CodeKind::Sub,
        };
        let mut attributes: Vec<(&str, Cow<'a, str>)> = Vec::with_capacity(code.attributes.len());
        let mut renumbered = false;
        for (name, value) in &code.attributes {
            let free = !attributes.iter().any(|(there, _)| there == name);
            if !free || !allows(kind, name, value) {
                continue;
            }
            let number = match name.as_str() {
                "i" => numbers.1.i(numbers.0, value),
                "x" => numbers.1.x(value),
                _ => X::Kept,
            };
            match number {
                X::Kept => attributes.push((name, Cow::Borrowed(value))),
                X::LeftOut => {}
                X::Now(number) => {
                    renumbered = true;
                    attributes.push((name, Cow::Owned(number.to_string())));
                }
            }
        }
        shapes.push(Shape {
            corrected: kind != code.kind || renumbered || attributes.len() < code.attributes.len(),
            kind,
            attributes,
            supplied: None,
        });
        codes.push(code);
        let text_inside = matches!(kind, CodeKind::Hi | CodeKind::Sub);
        collect(&code.content, text_inside, numbers, shapes, codes);
    }
}

fn allows(kind: CodeKind, name: &str, value: &str) -> bool {
    match kind {
        CodeKind::Bpt => matches!(name, "i" | "x" | "type"),
        CodeKind::Ept => name == "i",
        CodeKind::Ph => matches!(name, "x" | "assoc" | "type"),
        CodeKind::It if name == "pos" => matches!(value, "begin" | "end"),
        CodeKind::It | CodeKind::Hi => matches!(name, "x" | "type"),
        CodeKind::Ut => name == "x",
        CodeKind::Sub => matches!(name, "datatype" | "type"),
    }
}

/// Gives `bpt` and `ept` without `i` the smallest free numbers, an `ept` that of the last such `bpt`; and `it`
/// without `pos` its end of the pair.
fn supply(shapes: &mut [Shape<'_>], codes: &[&Code]) {
    let mut open: Vec<String> = Vec::new();
    let mut free = FreeNumbers::beside(shapes);
    for (shape, code) in shapes.iter_mut().zip(codes) {
        let lacks = |name: &str| shape.attribute(name).is_none();
        let supplied = match shape.kind {
            CodeKind::Bpt if lacks("i") => {
                let number = free.next();
                open.push(number.clone());
                ("i", number)
            }
            CodeKind::Ept if lacks("i") => ("i", open.pop().unwrap_or_else(|| free.next())),
            CodeKind::It if lacks("pos") => {
                let closing = matches!(code.content.first(), Some(Inline::Text(text)) if text.starts_with("</"));
                ("pos", if closing { "end" } else { "begin" }.to_owned())
            }
            _ => continue,
        };
        shape.supplied = Some(supplied);
        shape.corrected = true;
    }
}

/// The numbers from 1 on that no code of a segment has as its `i`.
struct FreeNumbers {
    taken: FxHashSet<String>,
    next: usize,
}

impl FreeNumbers {
    fn beside(shapes: &[Shape<'_>]) -> Self {
        let taken = shapes.iter().filter_map(|shape| shape.attribute("i"));
        Self {
            taken: taken.map(str::to_owned).collect(),
            next: 1,
        }
    }

    fn next(&mut self) -> String {
        loop {
            let number = self.next.to_string();
            self.next += 1;
            if !self.taken.contains(&number) {
                return number;
            }
        }
    }
}

/// The value of `x-karvan:codes`; `None` where every code has its own shape.
pub(super) fn corrections(segment: &Segment, shapes: &[Shape<'_>]) -> Option<String> {
    if !shapes.iter().any(|shape| shape.corrected) {
        return None;
    }
    let mut list: Vec<Correction> = Vec::new();
    let mut number = 0;
    visit(&segment.content, &mut |code| {
        let Some(shape) = shapes.get(number) else {
            return;
        };
        number += 1;
        if shape.corrected {
            list.push((number, code.kind, code.attributes.clone()));
        }
    });
    serde_json::to_string(&list).ok()
}

fn visit<'a>(content: &'a [Inline], see: &mut impl FnMut(&'a Code)) {
    for piece in content {
        if let Inline::Code(code) = piece {
            see(code);
            visit(&code.content, see);
        }
    }
}

/// Gives the codes of a unit their true shapes back, as the values of `x-karvan:codes` say: one, or none, for each
/// variant. `false`, and nothing is changed, where a value does not belong to its segment.
pub(super) fn restore(tu: &mut Tu, values: &[Option<&str>]) -> bool {
    let mut corrected = tu.clone();
    for (tuv, value) in corrected.variants.iter_mut().zip(values) {
        if let Some(value) = value
            && !correct(&mut tuv.segment, value)
        {
            return false;
        }
    }
    // Only what would be written the same way again; anything else is some other program's property.
    let numbering = Numbering::of(&corrected);
    let mut all = corrected.variants.iter().zip(values).enumerate();
    let same = all.all(|(at, (tuv, value))| {
        let segment = &tuv.segment;
        let shapes = shapes(segment, at, &numbering);
        // A segment that another program wrote anew has other codes, or says something else of them.
        let mut written = shapes.iter();
        let mut fits = true;
        visit(&tu.variants[at].segment.content, &mut |code| {
            fits &= written.next().is_some_and(|shape| shape.stands_as(code));
        });
        fits && corrections(segment, &shapes).as_deref() == *value
    });
    if same {
        *tu = corrected;
    }
    same
}

fn parse(value: &str) -> Option<Vec<Correction>> {
    let list: Vec<Correction> = serde_json::from_str(value).ok()?;
    let is_ordered = list.windows(2).all(|pair| pair[0].0 < pair[1].0);
    (is_ordered && !list.is_empty()).then_some(list)
}

/// Whether a value is one of `x-karvan:codes`, whatever the segment beside it holds.
pub(super) fn is_value(value: &str) -> bool {
    parse(value).is_some()
}

fn correct(segment: &mut Segment, value: &str) -> bool {
    let Some(list) = parse(value) else {
        return false;
    };
    let mut count = 0;
    visit(&segment.content, &mut |_| count += 1);
    let within = list
        .iter()
        .all(|(number, _, _)| (1..=count).contains(number));
    if !within {
        return false;
    }
    let mut rest = list.into_iter().peekable();
    let mut number = 0;
    change(&mut segment.content, &mut |code| {
        number += 1;
        if let Some((_, kind, attributes)) = rest.next_if(|(at, _, _)| *at == number) {
            code.kind = kind;
            code.attributes = attributes;
        }
    });
    true
}

fn change(content: &mut [Inline], see: &mut impl FnMut(&mut Code)) {
    for piece in content {
        if let Inline::Code(code) = piece {
            see(code);
            change(&mut code.content, see);
        }
    }
}
