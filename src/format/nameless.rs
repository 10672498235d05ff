//! What is said of a translation whose language nothing names: that costs the translation, not its file.

use super::remarks::excerpt;
use super::tmx::proposal::language;
use super::{Oddity, Remark};
use crate::lang::Lang;

/// A translation without a language, and what stands around it.
#[derive(Debug)]
pub(super) struct Nameless<'a> {
    /// The attribute or field in which such a file names the language of its translations.
    pub(super) name: &'a str,
    /// What it holds, which is no language tag; `None` where the file does not have it.
    pub(super) tag: Option<&'a str>,
    /// The language of the sources, which the translation is not in, whatever it looks like.
    pub(super) source: Option<&'a Lang>,
    /// The identifier of its unit.
    pub(super) unit: Option<&'a str>,
    pub(super) text: &'a str,
}

impl Nameless<'_> {
    /// The remark about it, with a code that may be meant, on the line where its unit begins.
    pub(super) fn remark(&self) -> Remark {
        let name = self.name;
        let what = match self.tag {
            Some(tag) => format!("{name}={} is not a language tag", excerpt(tag)),
            None => format!("the file has no {name}"),
        };
        let is_source = |code: &str| {
            let lang = Lang::parse(code).ok();
            lang.zip(self.source)
                .is_some_and(|(lang, source)| source.fit(&lang).is_some())
        };
        let proposed = match language(self.tag, self.text).filter(|code| !is_source(code)) {
            Some(code) => format!("{name}=\"{code}\" may be meant: name it with -t"),
            None => "name its language with -t".to_owned(),
        };
        let unit = self.unit.map(|id| format!(" of {}", excerpt(id)));
        let text = format!(
            "{what}: the translation{} was left out; {proposed}; its text: {}",
            unit.unwrap_or_default(),
            excerpt(self.text)
        );
        Remark::new(Oddity::NoLanguage, 0, text)
    }
}
