//! What the units of a file have in common: its languages above all.

use super::Document;
use super::content::{attributes, take};
use super::foreign::Comment;
use super::tag_defs::Tags;
use crate::format::oddity::{of_code, one_for_both};
use crate::format::remarks::excerpt;
use crate::format::tmx::proposal::language;
use crate::format::xml::{Element, Fault};
use crate::format::{Oddity, Remark, Untranslated};
use crate::lang::Lang;
use std::cell::RefCell;

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
    pub(super) comments: Vec<Comment>,
    /// What is odd about the languages of the file, until it is told.
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
            Some("1" | "") => false,
            _ => return Err(Fault::here(format!("XLIFF {version} is not known"))),
        };
        self.unit = if self.is_second { "unit" } else { "trans-unit" };
        self.document = self.asked.clone();
        if self.is_second {
            self.languages(&mut own, "srcLang", "trgLang");
        }
        Ok(())
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

    pub(super) fn begin_file(&mut self, mut own: Vec<(String, String)>) {
        if !self.is_second {
            self.document = self.asked.clone();
            self.languages(&mut own, "source-language", "target-language");
        }
        self.tags = Tags::default();
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

    /// What is said of a translation with this text, of the unit with this identifier, where neither it nor the file names a
    /// language that can be used: that costs the translation, not the file.
    pub(super) fn no_target_lang(&self, unit: Option<&str>, text: &str) -> Remark {
        let tag = self.document.unusable_target.as_deref();
        let name = if self.is_second {
            "trgLang"
        } else {
            "target-language"
        };
        let what = match tag {
            Some(tag) => format!("{name}={} is not a language tag", excerpt(tag)),
            None => format!("the file has no {name}"),
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
        Remark::new(Oddity::NoLanguage, 0, text)
    }
}
