//! What is said about a unit, in either version: notes, properties, and karvan's own values.

use super::around::Shared;
use super::content::{Content, attributes, take};
use super::misplaced::stray;
use super::{Context, Document, NOTE, PROP, v1, v2};
use crate::format::bilingual::{Extra, own_prop, prop, restore_unit, restore_variant};
use crate::format::nameless::Nameless;
use crate::format::oddity::{comment_in, no_text, unknown_language};
use crate::format::remarks::{excerpt, note as remark};
use crate::format::unconfirmed::{self, APPROVED, NEEDS_REVIEW, STATE};
use crate::format::xml::{Element, Fault, Piece, Xml};
use crate::format::{Entry, Oddity, Rejected, Remark};
use crate::lang::Lang;
use crate::model::{Annotation, Attributes, Note, Segment, Tu, Tuv};
use std::io::Read;

/// More notes and properties are not repeated for the segments of one element, all together.
const MOST_REPEATED: usize = 100_000;

/// More kinds of elements of one unit are not named.
const MOST_LEFT_OUT: usize = 20;

/// What is said about a unit, its source and its target.
#[derive(Debug, Default, Clone)]
pub(super) struct Said {
    pub(super) id: Option<String>,
    /// The name that stands for an identifier that XLIFF cannot hold.
    pub(super) name: Option<String>,
    pub(super) attributes: Attributes,
    pub(super) unit: Vec<Annotation>,
    pub(super) source: Vec<Annotation>,
    pub(super) target: Vec<Annotation>,
    pub(super) unit_extras: Vec<Extra>,
    pub(super) source_extras: Vec<Extra>,
    pub(super) target_extras: Vec<Extra>,
    pub(super) remarks: Vec<String>,
    /// What is odd about inline codes and the numbers of segments.
    pub(super) odd: Vec<Remark>,
    /// What was left out of the element, with how often.
    pub(super) left_out: Vec<(String, u64)>,
    /// The text of the translation, where that is left out because nothing names its language.
    pub(super) lost_target: Option<String>,
    /// The language of the source, where it is not that of the file.
    pub(super) source_lang: Option<Lang>,
}

/// The property for an attribute: of XLIFF itself, or of a tool under its prefix.
pub(super) fn attribute_prop(name: &str, value: String) -> Annotation {
    match name.split_once(':') {
        Some(_) => prop(format!("x-{name}"), value),
        None => prop(format!("{PROP}{name}"), value),
    }
}

/// Tells what is odd about an element once, whatever it is cut into: with the first unit that comes of it, else by itself.
pub(super) fn tell_once(entries: &mut [Entry], odd: Vec<Remark>, line: usize, context: &Context) {
    let first = entries.iter_mut().find_map(|entry| match entry {
        Entry::Unit { remarks, .. } => Some(remarks),
        Entry::Rejected(_) => None,
    });
    match first {
        Some(remarks) => {
            remarks.splice(0..0, odd);
        }
        None => context.tell_of_rejected(odd, line),
    }
}

/// What becomes of a unit without a source.
pub(super) fn no_source(unit: Option<String>, line: usize) -> Entry {
    Entry::Rejected(Rejected::new(line, unit, "there is no <source>").broken())
}

impl Said {
    /// What is odd about the element, taken out.
    pub(super) fn take_remarks(&mut self) -> Vec<Remark> {
        let left_out = self.left_out.drain(..).map(|(what, count)| Remark {
            count,
            ..Remark::from(what)
        });
        let remarks = self.remarks.drain(..).map(Remark::from);
        let remarks = remarks.chain(left_out);
        remarks.chain(self.odd.drain(..)).collect()
    }

    /// Tells once that a comment of XML in a text was left out.
    pub(super) fn comment_of(&mut self, content: &Content) {
        if content.had_comment {
            self.comment_in("a segment");
        }
    }

    fn comment_in(&mut self, place: &str) {
        let told = Remark::new(Oddity::Note, 0, comment_in(place));
        if !self.odd.contains(&told) {
            self.odd.push(told);
        }
    }

    /// Tells text that stands directly in an element which holds none.
    pub(super) fn stray(&mut self, piece: &Piece<'_>, place: &str) {
        if let Some(text) = stray(piece, &mut [0; 4]) {
            remark(&mut self.remarks, || {
                format!(
                    "text that stands directly in {place} was left out: {}",
                    excerpt(text)
                )
            });
        }
    }

    /// Counts an element that was left out.
    pub(super) fn leave_out(&mut self, what: &str) {
        if let Some((_, count)) = self.left_out.iter_mut().find(|(known, _)| known == what) {
            *count += 1;
        } else if self.left_out.len() < MOST_LEFT_OUT {
            self.left_out.push((what.to_owned(), 1));
        }
    }

    /// Tells that a second element of a kind was left out.
    pub(super) fn further(&mut self, name: &str, content: Content) {
        let text = content.joined().text();
        remark(&mut self.remarks, || {
            format!("a second <{name}> was left out: {}", excerpt(&text))
        });
    }

    /// Tells what of a source or target that is cut into segments is in none of them.
    pub(super) fn outside_of_segments(&mut self, place: &str, shared: &Shared) {
        if shared.lost_codes {
            remark(&mut self.remarks, || {
                format!(
                    "inline codes around the segments of {place} were left out: they belong to no segment"
                )
            });
        }
        if !shared.text.trim().is_empty() {
            remark(&mut self.remarks, || {
                format!(
                    "text outside of the segments of {place} was left out: {}",
                    excerpt(&shared.text)
                )
            });
        }
    }

    /// A translation with its language, that of the element where it says one; `None` where the file says none that can be
    /// used, so that the translation is left out.
    pub(super) fn translation(
        &mut self,
        own: Option<&Lang>,
        segment: Segment,
        context: &Context,
    ) -> Option<(Lang, Segment)> {
        if let Some(lang) = own.or(context.document.target.as_ref()) {
            return Some((lang.clone(), segment));
        }
        let text = segment.text();
        if !text.trim().is_empty() {
            self.lost_target = Some(text);
        }
        None
    }

    /// Takes the language that a source says itself, from its attributes; the others.
    pub(super) fn speaks(
        &mut self,
        mut own: Vec<(String, String)>,
        document: &Document,
    ) -> Vec<(String, String)> {
        let of_file = document.source.as_ref();
        let tag = take(&mut own, "xml:lang");
        let lang = tag.and_then(|tag| self.language_of("source", &tag, of_file));
        // One that is near to that of the file is not told apart from it.
        self.source_lang = lang.filter(|lang| of_file.is_none_or(|own| own.fit(lang).is_none()));
        own
    }

    /// The language that a target says itself; `None` where that is none, so that the word of the file holds.
    pub(super) fn language_of_target(&mut self, tag: &str, document: &Document) -> Option<Lang> {
        self.language_of("target", tag, document.target.as_ref())
    }

    /// The language that a source or target says itself; `None` where that is none. What is odd about it is told.
    fn language_of(&mut self, place: &str, tag: &str, of_file: Option<&Lang>) -> Option<Lang> {
        let Ok((lang, is_odd)) = Lang::parse_lenient(tag) else {
            if let Some(of_file) = of_file {
                let tag = excerpt(tag);
                remark(&mut self.remarks, || {
                    format!(
                        "{place}: xml:lang={tag} is not a language tag; {of_file} was taken for it"
                    )
                });
            }
            return None;
        };
        if is_odd && of_file != Some(&lang) {
            remark(&mut self.remarks, || unknown_language(&lang, tag));
        }
        if let Some(of_file) = of_file.filter(|own| own.fit(&lang).is_none()) {
            remark(&mut self.remarks, || {
                format!(
                    "the {place} is in {lang}, as it says itself, not in {of_file} as the file says"
                )
            });
        }
        Some(lang)
    }

    /// Keeps a name where the identifier is only ours; else the name is a property like any other.
    pub(super) fn take_name(&mut self, attribute: &str, name: String) {
        if super::is_supplied(self.id.as_deref()) {
            self.name = Some(name);
        } else {
            self.unit.push(attribute_prop(attribute, name));
        }
    }

    /// What is said of one of the segments that an element is cut into: all that is said of the whole, as long as
    /// repeating it does not grow beyond all measure; then the first one has it.
    pub(super) fn of_segment(&self, number: usize, segments: usize) -> Self {
        let lists = [&self.unit, &self.source, &self.target];
        let count: usize = lists.iter().map(|list| list.len()).sum();
        if number == 0 || count.saturating_mul(segments) <= MOST_REPEATED {
            return self.clone();
        }
        let mut said = Self {
            id: self.id.clone(),
            name: self.name.clone(),
            source_lang: self.source_lang.clone(),
            attributes: self.attributes.clone(),
            ..Self::default()
        };
        remark(&mut said.remarks, || {
            "what is said of the whole stands at the first of its segments only".into()
        });
        said
    }

    /// Whether the unit is to be translated, by what it says itself or by what stands around it.
    fn translates(&self, context: &Context) -> bool {
        let said = |annotation| match own_prop(annotation, PROP) {
            Some(("translate", value)) => Some(value != "no"),
            _ => None,
        };
        self.unit
            .iter()
            .find_map(said)
            .unwrap_or(context.translates())
    }

    fn tuid(&self) -> Option<String> {
        let ours = super::is_supplied(self.id.as_deref());
        if ours {
            self.name.clone()
        } else {
            self.id.clone()
        }
    }

    /// The identifier of a unit, or of one of its segments.
    pub(super) fn tuid_of(&self, part: Option<&str>) -> Option<String> {
        match (self.tuid(), part) {
            (Some(id), Some(part)) => Some(format!("{id}:{part}")),
            (id, _) => id,
        }
    }

    /// The values that one of karvan's groups holds.
    pub(super) fn extras(&mut self, group: &str) -> Option<&mut Vec<Extra>> {
        match group {
            "x-karvan-unit" => Some(&mut self.unit_extras),
            "x-karvan-source" => Some(&mut self.source_extras),
            "x-karvan-target" => Some(&mut self.target_extras),
            _ => None,
        }
    }

    /// Takes away a state of the translation that karvan supplied, because a property that it carries along says so. `true`
    /// where another program has made it a final one: the property does not count then.
    fn take_supplied_state(&mut self) -> bool {
        let mut extras = self.unit_extras.iter().chain(&self.target_extras);
        let is_supplied = extras.any(|extra| {
            let kind = extra.name.strip_prefix("prop:");
            kind.is_some_and(|kind| kind != STATE && unconfirmed::is_said(kind, &extra.value))
        });
        if !is_supplied {
            return false;
        }
        let said = |own: &[Annotation], wanted: &str| {
            let mut all = own.iter().filter_map(|own| own_prop(own, ""));
            let found = all.find(|(kind, _)| *kind == wanted);
            found.map(|(_, value)| value.to_owned())
        };
        let is_final = unconfirmed::is_final(said(&self.target, STATE).as_deref())
            || said(&self.unit, APPROVED).as_deref() == Some("yes");
        self.target
            .retain(|own| own_prop(own, "") != Some((STATE, NEEDS_REVIEW)));
        is_final
    }

    /// The unit of a pair of segments; what becomes of one without a translation, the context says. `part` tells the
    /// segments of one element apart.
    pub(super) fn entry(
        mut self,
        source: Segment,
        target: Option<(Lang, Segment)>,
        part: Option<&str>,
        line: usize,
        context: &Context,
    ) -> Entry {
        let of_file = || context.document.source.clone();
        let source_lang = self.source_lang.take().or_else(of_file);
        let tuid = self.tuid_of(part);
        let blank = |segment: &Segment| segment.text().trim().is_empty() && !segment.has_codes();
        let document = &context.document;
        let is_translation = target.is_some() || document.says_target;
        let lang = target.as_ref().map(|(lang, _)| lang);
        let lang = lang.or(document.target.as_ref()).cloned();
        let target = target.filter(|(_, segment)| !blank(segment) || blank(&source));
        let target = match target {
            Some(target) => Some(target),
            None if self.lost_target.is_some() => None,
            None if !context.untranslated.is_empty(is_translation) => {
                context.tell_of_rejected(self.take_remarks(), line);
                let rejected = Rejected::new(line, tuid, "there is no translation");
                return Entry::Rejected(rejected);
            }
            None if !self.translates(context) => None,
            None => lang.clone().map(|lang| (lang, Segment::default())),
        };
        let mut remarks = self.take_remarks();
        let lost_source = source_lang.is_none().then(|| source.text());
        let lost = [lost_source.as_deref(), self.lost_target.as_deref()];
        let langs = [source_lang.as_ref(), lang.as_ref()];
        let is_left = |(_, segment): &(Lang, Segment)| !blank(segment);
        if lost_source.is_some() && !target.as_ref().is_some_and(is_left) {
            context.tell_of_rejected(remarks, line);
            let lost = context.nameless(lost, langs, None);
            let reasons: Vec<String> = lost.iter().map(Nameless::reason).collect();
            let rejected = Rejected::new(line, tuid, reasons.join("; ")).broken();
            return Entry::Rejected(rejected);
        }
        let lost = context.nameless(lost, langs, tuid.as_deref());
        remarks.extend(lost.iter().map(Nameless::remark));
        if blank(&source) {
            let target = target.iter().filter(|(_, segment)| blank(segment));
            let langs = source_lang.iter().chain(target.map(|(lang, _)| lang));
            remarks.extend(langs.map(|it| Remark::new(Oddity::EmptySegment, 0, no_text(it))));
        }
        let is_final = self.take_supplied_state() && !context.is_second;
        let mut tu = Tu {
            tuid,
            source_lang: source_lang.clone(),
            attributes: self.attributes,
            annotations: self.unit,
            origin: context.document.origin.clone(),
            ..Tu::default()
        };
        restore_unit(&mut tu, std::mem::take(&mut self.unit_extras));
        let as_read = if context.is_second {
            v2::as_read
        } else {
            v1::as_read
        };
        let mut variant = |lang, segment, annotations, extras| {
            let mut tuv = Tuv::plain(lang, "");
            (tuv.segment, tuv.annotations) = (segment, annotations);
            if !restore_variant(&mut tuv, extras, as_read) {
                remarks.push(Remark::new(Oddity::Note, line, CHANGED));
            }
            tu.variants.push(tuv);
        };
        if let Some(lang) = source_lang {
            variant(lang, source, self.source, self.source_extras);
        }
        if let Some((lang, target)) = target {
            variant(lang, target, self.target, self.target_extras);
        }
        if is_final {
            unconfirmed::confirm(&mut tu);
            remarks.push(Remark::from(
                "the state that another program gave the translation counts: it is final"
                    .to_owned(),
            ));
        }
        Entry::Unit {
            tu: Box::new(tu),
            line,
            remarks,
        }
    }
}

const CHANGED: &str = "a segment is not the one that karvan wrote: it was read as it stands, and what its codes were in the memory was left out";

/// Reads the text of a note, and puts it where it belongs: `side` is the attribute that says whether it speaks of the
/// source or the target. Its other attributes become properties that follow it.
pub(super) fn note<R: Read>(
    xml: &mut Xml<R>,
    mut own: Vec<(String, String)>,
    side: &str,
    said: &mut Said,
) -> Result<(), Fault> {
    let (text, had_comment) = text_and_comment(xml)?;
    if had_comment {
        said.comment_in("a note");
    }
    let list = match take(&mut own, side).as_deref() {
        Some("source") => &mut said.source,
        Some("target") => &mut said.target,
        _ => &mut said.unit,
    };
    let lang = take(&mut own, "xml:lang");
    list.push(Annotation::Note(Note {
        text,
        attributes: lang
            .map(|lang| ("xml:lang".to_owned(), lang))
            .into_iter()
            .collect(),
    }));
    for (name, value) in own {
        if name != "xml:space" && name != "id" {
            list.push(prop(format!("{PROP}{NOTE}{name}"), value));
        }
    }
    Ok(())
}

/// The text up to the end tag of the element opened last, that of elements inside included.
pub(super) fn text<R: Read>(xml: &mut Xml<R>) -> Result<String, Fault> {
    Ok(text_and_comment(xml)?.0)
}

/// As [`text`], and whether a comment or a processing instruction stood in it.
fn text_and_comment<R: Read>(xml: &mut Xml<R>) -> Result<(String, bool), Fault> {
    let mut text = String::new();
    let mut had_comment = false;
    let mut inside = 0usize;
    loop {
        match xml.next()? {
            Piece::Open(element) => {
                element.check()?;
                inside += 1;
            }
            Piece::Close if inside == 0 => return Ok((text, had_comment)),
            Piece::Close => inside -= 1,
            Piece::Text(part) => text.push_str(&part),
            Piece::Char(c) => text.push(c),
            Piece::Comment => had_comment = true,
            Piece::Nothing | Piece::End => {}
        }
    }
}

/// The attributes of an element, for what needs them after the element is gone.
pub(super) fn owned(element: &Element<'_>) -> Result<(String, Vec<(String, String)>), Fault> {
    Ok((element.name().to_owned(), attributes(element)?))
}
