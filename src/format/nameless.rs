//! What is said of a source or a translation whose language nothing names: that costs the text, not its file.

use super::remarks::excerpt;
use super::tmx::proposal::{is_taken, language};
use super::{Oddity, Remark};
use crate::lang::Lang;

/// Which of the two texts of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Source,
    Translation,
}

impl Side {
    const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Translation => "translation",
        }
    }

    /// The flag with which the user names its language.
    const fn flag(self) -> &'static str {
        match self {
            Self::Source => "-s",
            Self::Translation => "-t",
        }
    }
}

/// A text without a language, and what stands around it.
#[derive(Debug)]
pub(super) struct Nameless<'a> {
    pub(super) side: Side,
    /// The attribute or field in which such a file names the language of these texts.
    pub(super) name: &'a str,
    /// What it holds, which is no language tag; `None` where the file does not have it.
    pub(super) tag: Option<&'a str>,
    /// The language of the other side, which the text is not in, whatever it looks like.
    pub(super) other: Option<Lang>,
    /// The identifier of its unit, where that is to be named.
    pub(super) unit: Option<&'a str>,
    pub(super) text: &'a str,
}

impl Nameless<'_> {
    /// A code that may be meant: what the tag seems to say, else what the text looks like.
    pub(super) fn proposal(&self) -> Option<String> {
        let is_other = |code: &String| {
            let lang = Lang::parse(code).ok();
            lang.zip(self.other.as_ref())
                .is_some_and(|(lang, other)| is_taken(&lang, other))
        };
        [self.tag, None]
            .into_iter()
            .find_map(|tag| language(tag, self.text).filter(|code| !is_other(code)))
    }

    /// What is wrong with the name of its language.
    pub(super) fn what(&self) -> String {
        let name = self.name;
        match self.tag {
            Some(tag) => format!("{name}={} is not a language tag", excerpt(tag)),
            None => format!("the file has no {name}"),
        }
    }

    /// What the user can do: the code that may be meant, and the flag that names it.
    pub(super) fn remedy(&self) -> String {
        let (name, flag) = (self.name, self.side.flag());
        match self.proposal() {
            Some(code) => format!("{name}=\"{code}\" may be meant: name it with {flag}"),
            None => format!("name its language with {flag}"),
        }
    }

    /// Why it is left out, with what to do and its text.
    pub(super) fn reason(&self) -> String {
        let unit = self.unit.map(|id| format!(" of {}", excerpt(id)));
        format!(
            "{}: the {}{} was left out; {}; its text: {}",
            self.what(),
            self.side.name(),
            unit.unwrap_or_default(),
            self.remedy(),
            excerpt(self.text)
        )
    }

    /// The remark about it, on the line where its unit begins.
    pub(super) fn remark(&self) -> Remark {
        Remark::new(Oddity::NoLanguage, 0, self.reason())
    }
}
