//! The streaming reader: files, groups and units, of either version.

use super::content::{attributes, take};
use super::{Document, foreign, local, said, unit_v1, unit_v2};
use crate::error::Result;
use crate::format::oddity::{one_for_both, unknown_language};
use crate::format::remarks::excerpt;
use crate::format::tmx::proposal::language;
use crate::format::xml::{Element, Fault, Piece, Xml};
use crate::format::{Entry, Oddity, Remark, UnitReader, Untranslated};
use crate::lang::Lang;
use crate::model::{Annotation, Header, Note};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Reads XLIFF in any encoding, one unit after another.
///
/// The file is refused with line and column where it is not well-formed XML. Memory holds one `trans-unit` or
/// `unit`, and of an SDLXLIFF the comments.
#[derive(Debug)]
pub struct Reader<R> {
    xml: Xml<R>,
    path: PathBuf,
    header: Header,
    context: Context,
    ready: VecDeque<Entry>,
    /// What is odd about the file, not about a unit of it.
    remarks: Vec<Remark>,
    /// The line of a `bin-unit` in which no unit was met yet.
    binary: Option<usize>,
    begun: bool,
    done: bool,
}

/// A file with more notes of its own is an attack, which would fill the memory.
const MOST_NOTES: usize = 10_000;

/// What units of a file have in common.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// The prefix of XLIFF's own elements, with its colon; mostly none.
    pub(super) prefix: String,
    /// The version is 2.
    pub(super) is_second: bool,
    /// The languages of a file that does not say its own.
    pub(super) asked: Document,
    /// The file (the element) that is being read.
    pub(super) document: Document,
    /// A file of the document, this one or one before it, says the language of its translations.
    knows_target: bool,
    /// What becomes of units without a translation.
    pub(super) untranslated: Untranslated,
    /// Of each file, body and group around a unit, whether what it holds is to be translated.
    translate: Vec<bool>,
    /// The comments of an SDLXLIFF.
    pub(super) comments: Vec<(String, String)>,
    /// What is odd about the languages of the file, until it is told.
    odd: Vec<(Oddity, String)>,
    /// What is odd about units that are rejected, until it is told.
    of_rejected: RefCell<Vec<Remark>>,
}

impl<R: Read> Reader<R> {
    /// A reader of the bytes of a file; `path` is what errors call it. `source` and `target` are the languages of a
    /// file that does not say its own.
    pub fn new(
        input: R,
        path: impl AsRef<Path>,
        source: Option<Lang>,
        target: Option<Lang>,
    ) -> Self {
        Self {
            xml: Xml::new(input, "XLIFF"),
            path: path.as_ref().to_path_buf(),
            header: Header::default(),
            context: Context {
                asked: Document {
                    source,
                    target,
                    ..Document::default()
                },
                ..Context::default()
            },
            ready: VecDeque::new(),
            remarks: Vec::new(),
            binary: None,
            begun: false,
            done: false,
        }
    }

    /// The same reader with another way with units that are not translated.
    #[must_use]
    pub fn with(mut self, untranslated: Untranslated) -> Self {
        self.context.untranslated = untranslated;
        self
    }

    fn read_root(&mut self) -> std::result::Result<(), Fault> {
        loop {
            match self.xml.next()? {
                Piece::Open(element) => {
                    self.context.begin(&element)?;
                    self.tell_languages();
                    return Ok(());
                }
                Piece::End => {
                    let what = "this is not XLIFF: there is no element in it";
                    return Err(Fault::Foreign(what.into()));
                }
                _ => {}
            }
        }
    }

    /// Reads until an entry is ready; `false` at the end of the file.
    fn advance(&mut self) -> std::result::Result<bool, Fault> {
        if !self.begun {
            self.read_root()?;
            self.remarks.extend(self.xml.take_prolog());
            self.begun = true;
        }
        while self.ready.is_empty() {
            let (line, reason) = match self.xml.next()? {
                Piece::Open(element) => {
                    let name = local(element.name(), &self.context.prefix).to_owned();
                    let own = attributes(&element)?;
                    self.element(&name, own)?;
                    continue;
                }
                Piece::Text(text) if !text.trim().is_empty() => {
                    let reason = format!("text between units: {}", excerpt(&text));
                    let blank = text[..text.len() - text.trim_start().len()].to_owned();
                    (self.xml.place().after(blank.as_bytes()).line, reason)
                }
                Piece::End => return Ok(false),
                Piece::Close => {
                    self.context.translate.pop();
                    // No group lies in a <bin-unit>, so that what ends there is it.
                    let Some(line) = self.binary.take() else {
                        continue;
                    };
                    (line, "a <bin-unit> holds no text".into())
                }
                _ => continue,
            };
            self.ready.push_back(Entry::Rejected { line, reason });
        }
        Ok(true)
    }

    fn element(
        &mut self,
        name: &str,
        own: Vec<(String, String)>,
    ) -> std::result::Result<(), Fault> {
        match name {
            "file" => {
                self.context.enter(&own);
                self.context.begin_file(own);
                self.tell_languages();
            }
            "body" => self.context.enter(&own),
            "group" => {
                self.context.enter(&own);
                for (name, _) in own.iter().filter(|(name, _)| is_lost_of_group(name)) {
                    self.tell(&format!("<group>: {name} was left out"));
                }
            }
            "context-group" | "prop-group" => {
                self.tell(&format!("<{name}> of a group was left out"));
                self.xml.skip()?;
            }
            "header" if !self.context.is_second => self.notes_of_file()?,
            "notes" if self.context.is_second => self.notes_of_file()?,
            "note" if !self.context.is_second => self.note_of_file(own)?,
            "trans-unit" if !self.context.is_second => {
                let line = self.xml.place().line;
                if own.iter().any(is_po_header) {
                    self.xml.skip()?;
                    let reason = "the header of a PO holds no text".into();
                    self.ready.push_back(Entry::Rejected { line, reason });
                    return Ok(());
                }
                self.binary = None;
                let unit = unit_v1::read(&mut self.xml, own, &self.context)?;
                self.ready.extend(unit.entries(line, &self.context)?);
                self.remarks.append(self.context.of_rejected.get_mut());
            }
            "unit" if self.context.is_second => {
                let line = self.xml.place().line;
                let entries = unit_v2::read(&mut self.xml, own, line, &self.context)?;
                self.ready.extend(entries);
                self.remarks.append(self.context.of_rejected.get_mut());
            }
            "bin-unit" if !self.context.is_second => {
                self.context.enter(&own);
                self.binary = Some(self.xml.place().line);
            }
            // Of a bin-unit: where the file lies, or what it holds. The units of its texts stand beside them.
            "bin-source" | "bin-target" => self.xml.skip()?,
            "doc-info" => self.context.comments = foreign::comments(&mut self.xml)?,
            // Of a file or a group; what is said of a unit is read with it.
            name if name.ends_with(":metadata") || name.ends_with(":matches") => {
                let what = format!("<{name}> of a file or a group was left out");
                self.xml.skip()?;
                self.tell(&what);
            }
            // Skeletons, phases, counts, tools and the definitions of tags say nothing about a unit.
            _ => self.xml.skip()?,
        }
        Ok(())
    }
}

impl<R: Read> Reader<R> {
    /// Reads the header of a file, or its notes: what is said there of no unit is said of all.
    fn notes_of_file(&mut self) -> std::result::Result<(), Fault> {
        loop {
            match self.xml.next()? {
                Piece::Open(element) => {
                    let is_note = local(element.name(), &self.context.prefix) == "note";
                    let own = attributes(&element)?;
                    if is_note {
                        self.note_of_file(own)?;
                    } else {
                        self.xml.skip()?;
                    }
                }
                Piece::Close => return Ok(()),
                _ => {}
            }
        }
    }

    /// Remarks on the piece that was read last. There may be very many of one kind: they are counted at the first.
    fn tell(&mut self, what: &str) {
        if let Some(known) = self.remarks.iter_mut().find(|known| known.text == what) {
            known.count += 1;
            return;
        }
        let line = self.xml.place().line;
        self.remarks.push(Remark::new(Oddity::Other, line, what));
    }

    /// Tells what is odd about the languages of the element that was read last; the same once for all files of a document.
    fn tell_languages(&mut self) {
        let line = self.xml.place().line;
        for (oddity, text) in std::mem::take(&mut self.context.odd) {
            match self.remarks.iter_mut().find(|known| known.text == text) {
                Some(known) => known.count += 1,
                None => self.remarks.push(Remark::new(oddity, line, text)),
            }
        }
    }

    fn note_of_file(&mut self, mut own: Vec<(String, String)>) -> std::result::Result<(), Fault> {
        let text = said::text(&mut self.xml)?;
        if self.header.annotations.len() >= MOST_NOTES {
            self.tell(&format!(
                "a file has more than {MOST_NOTES} notes of its own: they were left out"
            ));
            return Ok(());
        }
        let lang = take(&mut own, "xml:lang");
        self.header.annotations.push(Annotation::Note(Note {
            text,
            attributes: lang
                .map(|lang| ("xml:lang".to_owned(), lang))
                .into_iter()
                .collect(),
        }));
        Ok(())
    }
}

/// Whether an attribute of a group says something about its units that is kept nowhere; an identifier and what a tool notes for itself do not.
fn is_lost_of_group(name: &str) -> bool {
    matches!(
        name,
        "resname" | "restype" | "extradata" | "extype" | "name" | "type" | "menu" | "comment"
    )
}

/// Whether an attribute says that a unit is the header of a PO that the file was made from (XLIFF 1.2 Representation
/// Guide for Gettext PO, 3.2): names and values for gettext.
fn is_po_header((name, value): &(String, String)) -> bool {
    name == "restype" && value == "x-gettext-domain-header"
}

impl Context {
    fn begin(&mut self, element: &Element<'_>) -> std::result::Result<(), Fault> {
        let name = element.name();
        let mut own = attributes(element)?;
        let (prefix, local) = name
            .rsplit_once(':')
            .map_or(("", name), |(prefix, local)| (prefix, local));
        if local != "xliff" {
            return Err(Fault::Foreign(format!(
                "this is not XLIFF: its first element is <{name}>"
            )));
        }
        if !prefix.is_empty() {
            self.prefix = format!("{prefix}:");
        }
        let version = take(&mut own, "version").unwrap_or_default();
        self.is_second = match version.split('.').next() {
            Some("2") => true,
            Some("1" | "") => false,
            _ => return Err(Fault::here(format!("XLIFF {version} is not known"))),
        };
        self.document = self.asked.clone();
        if self.is_second {
            self.languages(&mut own, "srcLang", "trgLang");
        }
        Ok(())
    }

    /// Enters an element that holds units.
    fn enter(&mut self, own: &[(String, String)]) {
        let said = own.iter().find(|(name, _)| name == "translate");
        let translate = said.map_or(self.translates(), |(_, value)| value != "no");
        self.translate.push(translate);
    }

    /// Keeps what is odd about a unit on this line that is rejected, and so tells nothing itself.
    pub(super) fn tell_of_rejected(&self, odd: Vec<Remark>, line: usize) {
        let placed = odd.into_iter().map(|remark| Remark { line, ..remark });
        self.of_rejected.borrow_mut().extend(placed);
    }

    /// Whether units at this place are to be translated, unless they say otherwise themselves.
    pub(super) fn translates(&self) -> bool {
        self.translate.last().copied().unwrap_or(true)
    }

    fn begin_file(&mut self, mut own: Vec<(String, String)>) {
        if !self.is_second {
            self.document = self.asked.clone();
            self.languages(&mut own, "source-language", "target-language");
        }
        self.document.origin = take(&mut own, "original").filter(|name| !name.is_empty());
    }

    fn languages(&mut self, own: &mut Vec<(String, String)>, source: &str, target: &str) {
        if let Some(tag) = take(own, source) {
            if let Some(lang) = self.read_tag(&tag) {
                self.document.source = Some(lang);
                self.document.says_source = true;
            } else {
                self.document.unusable_source = true;
                self.tell_unusable(source, &tag, self.asked.source.clone());
            }
        }
        let Some(tag) = take(own, target) else {
            return;
        };
        if let Some(lang) = self.read_tag(&tag) {
            self.document.target = Some(lang);
            self.document.says_target = true;
            self.knows_target = true;
        } else {
            self.tell_unusable(target, &tag, self.asked.target.clone());
            self.document.unusable_target = Some(tag);
        }
        if let (true, Some(lang)) = (self.document.says_source, &self.document.target)
            && self.document.source.as_ref() == Some(lang)
        {
            self.odd.push((Oddity::SameLanguage, one_for_both(lang)));
        }
    }

    /// A tag of the file; an odd one is kept and told.
    fn read_tag(&mut self, tag: &str) -> Option<Lang> {
        let (lang, is_odd) = Lang::parse_lenient(tag).ok()?;
        if is_odd {
            self.odd
                .push((Oddity::UnknownLanguage, unknown_language(&lang, tag)));
        }
        Some(lang)
    }

    /// Tells a tag that is none where the user's word stands for it. Where there is none, each text that it costs is told.
    fn tell_unusable(&mut self, name: &str, tag: &str, asked: Option<Lang>) {
        if let Some(lang) = asked {
            let tag = excerpt(tag);
            let text = format!("{name}={tag} is not a language tag; {lang} was taken for it");
            self.odd.push((Oddity::AttributeValue, text));
        }
    }

    /// What is said of a translation with this text, of the unit with this identifier, where neither it nor the file names a
    /// language that can be used, but another file of the document does, or this one means to: that costs the translation.
    ///
    /// # Errors
    /// Where the whole document does not say it, so that the user has to.
    pub(super) fn no_target_lang(
        &self,
        unit: Option<&str>,
        text: &str,
    ) -> std::result::Result<Remark, Fault> {
        let tag = self.document.unusable_target.as_deref();
        let name = if self.is_second {
            "trgLang"
        } else {
            "target-language"
        };
        let what = match tag {
            Some(tag) => format!("{name}={} is not a language tag", excerpt(tag)),
            None if self.knows_target => format!("the file has no {name}"),
            None => {
                let what = "the file does not say the language of its translations";
                return Err(Fault::Unnamed(what, "-t"));
            }
        };
        // What the text looks like may be the language of the source, which it is not meant to be.
        let source = self.document.source.as_ref();
        let is_source = |code: &str| {
            let lang = Lang::parse(code).ok();
            lang.zip(source)
                .is_some_and(|(lang, source)| source.fit(&lang).is_some())
        };
        let proposed = match language(tag, text).filter(|code| !is_source(code)) {
            Some(code) => format!("{name}=\"{code}\" may be meant: name it with -t"),
            None => "name its language with -t".to_owned(),
        };
        let of_unit = unit
            .map(|id| format!(" of {}", excerpt(id)))
            .unwrap_or_default();
        let text = format!(
            "{what}: the translation{of_unit} was left out; {proposed}; its text: {}",
            excerpt(text)
        );
        Ok(Remark::new(Oddity::NoLanguage, 0, text))
    }
}

impl<R: Read> UnitReader for Reader<R> {
    fn next_entry(&mut self) -> Option<Result<Entry>> {
        if self.done {
            return None;
        }
        match self.advance() {
            Ok(true) => self.ready.pop_front().map(Ok),
            Ok(false) => {
                self.done = true;
                None
            }
            Err(fault) => {
                self.done = true;
                Some(Err(fault.in_file(&self.path, self.xml.place())))
            }
        }
    }

    fn header(&self) -> &Header {
        &self.header
    }

    fn remarks(&mut self) -> Vec<Remark> {
        std::mem::take(&mut self.remarks)
    }

    fn position(&self) -> u64 {
        self.xml.position()
    }
}
