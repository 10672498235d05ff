//! What the units of a file have in common: its languages above all.

use super::Document;
use super::content::{attributes, take};
use super::foreign::Comments;
use super::said::tell_once;
use super::tag_defs::Tags;
use crate::format::nameless::{Nameless, Side};
use crate::format::oddity::{of_code, one_for_both};
use crate::format::remarks::excerpt;
use crate::format::xml::{Element, Fault};
use crate::format::{Entry, Oddity, Remark, Untranslated};
use crate::lang::Lang;
use rustc_hash::FxHashSet;
use std::cell::RefCell;
use xxhash_rust::xxh3::xxh3_64;

/// What units of a file have in common.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// The prefix of XLIFF's own elements, with its colon; mostly none.
    pub(super) prefix: String,
    /// The version is 2.
    pub(super) is_second: bool,
    /// The element that is a unit in this version.
    pub(super) unit: &'static str,
    /// The languages of a file that does not say its own.
    pub(super) asked: Document,
    /// The file (the element) that is being read.
    pub(super) document: Document,
    /// What becomes of units without a translation.
    pub(super) untranslated: Untranslated,
    /// Of each file, body and group around a unit, whether what it holds is to be translated.
    pub(super) translate: Vec<bool>,
    /// The native codes of an SDLXLIFF, of the file that is being read.
    pub(super) tags: Tags,
    /// The comments of an SDLXLIFF.
    pub(super) comments: Comments,
    /// Hashes of the identifiers of units in the file that is being read, eight bytes each.
    pub(super) ids: FxHashSet<u64>,
    /// What is odd about the version and the languages of the file, until it is told.
    pub(super) odd: Vec<(Oddity, String)>,
    /// What is odd about units that are rejected, until it is told.
    pub(super) of_rejected: RefCell<Vec<Remark>>,
}

impl Context {
    pub(super) fn begin(&mut self, element: &Element<'_>) -> std::result::Result<(), Fault> {
        let name = element.name();
        let mut own = attributes(element)?;
        let (prefix, local) = name
            .rsplit_once(':')
            .map_or(("", name), |(prefix, local)| (prefix, local));
        if local != "xliff" {
            return Err(Fault::ForeignRoot(format!(
                "this is not XLIFF: its first element is <{name}>"
            )));
        }
        if !prefix.is_empty() {
            self.prefix = format!("{prefix}:");
        }
        let version = take(&mut own, "version").unwrap_or_default();
        self.is_second = match version.split('.').next() {
            Some("2") => true,
            Some("1") => false,
            Some("") => self.guess_version(element)?,
            _ => return Err(Fault::here(format!("XLIFF {version} is not known"))),
        };
        self.unit = if self.is_second { "unit" } else { "trans-unit" };
        self.document = self.asked.clone();
        if self.is_second {
            self.languages(&mut own, "srcLang", "trgLang");
        }
        Ok(())
    }

    /// Whether a file that says no version is of the second, by the namespace of its root.
    fn guess_version(&mut self, root: &Element<'_>) -> Result<bool, Fault> {
        let mut is_second = false;
        root.attributes(|name, value| {
            is_second |= name.starts_with("xmlns") && value == super::NAMESPACE_2;
        })?;
        let read = if is_second { "2.0" } else { "1.2" };
        let text = format!("<xliff> has no version: the file was read as XLIFF {read}");
        self.odd.push((Oddity::Version, text));
        Ok(is_second)
    }

    /// Tells that a unit with this identifier, on this line, has that of an earlier one of its file.
    pub(super) fn tell_repeated(&mut self, id: Option<&str>, line: usize, found: &mut [Entry]) {
        let Some(id) = id else { return };
        if !self.ids.insert(xxh3_64(id.as_bytes())) {
            let text = "an earlier unit of the file has the same id";
            let odd = vec![Remark::new(Oddity::SameId, line, text)];
            tell_once(found, odd, line, self);
        }
    }

    /// Enters an element that holds units.
    pub(super) fn enter(&mut self, own: &[(String, String)]) {
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

    /// Gives a unit what is said around it: that it is not to be translated.
    pub(super) fn inherit(&self, own: &mut Vec<(String, String)>) {
        let is_said = own.iter().any(|(name, _)| name == "translate");
        if !is_said && !self.translates() {
            own.push(("translate".to_owned(), "no".to_owned()));
        }
    }

    pub(super) fn begin_file(&mut self, mut own: Vec<(String, String)>) {
        if !self.is_second {
            self.document = self.asked.clone();
            self.languages(&mut own, "source-language", "target-language");
        }
        self.tags = Tags::default();
        self.ids.clear();
        self.document.origin = take(&mut own, "original").filter(|name| !name.is_empty());
    }

    fn languages(&mut self, own: &mut Vec<(String, String)>, source: &str, target: &str) {
        if let Some(tag) = take(own, source) {
            if let Some(lang) = self.read_tag(&tag) {
                self.document.source = Some(lang);
                self.document.says_source = true;
            } else {
                self.tell_unusable(source, &tag, self.asked.source.clone());
                self.document.unusable_source = Some(tag);
            }
        }
        let Some(tag) = take(own, target) else {
            return;
        };
        if let Some(lang) = self.read_tag(&tag) {
            self.document.target = Some(lang);
            self.document.says_target = true;
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
        self.odd.extend(of_code(&lang, is_odd, tag));
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

    /// Source and translation of a unit, those of the two `texts` that are left out because nothing names a language for them
    /// that can be used. `langs` are the languages of source and translation that are known.
    pub(super) fn nameless<'a>(
        &'a self,
        [source, target]: [Option<&'a str>; 2],
        [source_lang, target_lang]: [Option<&Lang>; 2],
        unit: Option<&'a str>,
    ) -> Vec<Nameless<'a>> {
        let of = |side, names: [&'static str; 2], tag: &'a Option<String>, other, text| Nameless {
            side,
            name: names[usize::from(self.is_second)],
            tag: tag.as_deref(),
            other,
            unit,
            text,
        };
        let document = &self.document;
        let source = source.map(|text| {
            let names = ["source-language", "srcLang"];
            let tag = &document.unusable_source;
            of(Side::Source, names, tag, target_lang.cloned(), text)
        });
        let proposed = source.as_ref().and_then(Nameless::proposal);
        let proposed = proposed.and_then(|code| Lang::parse(&code).ok());
        let target = target.map(|text| {
            let names = ["target-language", "trgLang"];
            let tag = &document.unusable_target;
            let other = source_lang.cloned().or(proposed);
            of(Side::Translation, names, tag, other, text)
        });
        source.into_iter().chain(target).collect()
    }
}
