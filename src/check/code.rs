//! The codes of findings. Each is described where its rule is; this is the list of them.

use super::{Severity, rules, tmx};
use crate::format::Oddity;
use serde::{Serialize, Serializer};

/// What a code is, in words for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// The code as it is printed.
    pub name: &'static str,
    /// The rule that emits it; a rule can have several codes.
    pub rule: &'static str,
    /// The kind of finding within its rule.
    pub kind: &'static str,
    /// One sentence: what is wrong.
    pub description: &'static str,
    /// What to do about it, in Markdown.
    pub help: &'static str,
    /// How bad it is unless the configuration says otherwise.
    pub severity: Severity,
    /// Whether it is looked for unless the configuration says otherwise.
    pub on: bool,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident => $about:expr,)*) => {
        /// What was found: one code for each kind of finding of each rule.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant,)*
            /// How a TMX file is made ([`super::tmx`]); no rule of `check` emits it.
            Tmx(Oddity),
        }

        impl Code {
            /// Every code of a rule of `check`, rule by rule.
            pub const ALL: [Self; [$(Self::$variant),*].len()] = [$(Self::$variant),*];

            /// What it is, in words.
            pub fn about(self) -> &'static About {
                match self {
                    $(Self::$variant => &$about,)*
                    Self::Tmx(oddity) => tmx::about(oddity),
                }
            }
        }
    };
}

codes! {
    /// The source has a term more often than the target has its translation.
    TermMissing => TERM_MISSING,
    /// The target has a form that must not be used for a term of the source.
    TermForbidden => TERM_FORBIDDEN,
    /// There is no translation.
    TargetEmpty => rules::untranslated::EMPTY,
    /// The target is the source.
    Untranslated => rules::untranslated::UNTRANSLATED,
    /// The target lacks an inline code, a tag or a placeholder.
    InlineCodeMissing => rules::inline_codes::MISSING,
    /// The target has an inline code, a tag or a placeholder too many.
    InlineCodeAdded => rules::inline_codes::ADDED,
    /// A number has another value.
    NumberDiffers => rules::numbers::DIFFERS,
    /// A number of the source is not said.
    NumberMissing => rules::numbers::MISSING,
    /// The target has a number more.
    NumberAdded => rules::numbers::ADDED,
    /// A month or a time of day is another one.
    DateDiffers => rules::numbers::DATE,
    /// A number has another unit.
    UnitDiffers => rules::numbers::UNIT,
    /// The last mark is missing.
    EndMarkMissing => rules::end_mark::MISSING,
    /// There is a last mark too many.
    EndMarkAdded => rules::end_mark::ADDED,
    /// One text asks and the other does not.
    EndMarkDiffers => rules::end_mark::DIFFERS,
    /// A mark has the width of another script.
    PunctuationWidth => rules::width::WIDTH,
    /// A quotation mark of another language.
    QuotationMarkForeign => rules::quotation_marks::FOREIGN,
    /// A quotation mark without a partner.
    QuotationMarkUnpaired => rules::quotation_pairs::UNPAIRED,
    /// A bracket without a partner.
    BracketUnpaired => rules::brackets::UNPAIRED,
    /// A word with letters of two scripts.
    MixedScript => rules::script::MIXED,
    /// `i` for `ı` or the other way round.
    DottedI => rules::dotted_i::SLIP,
    /// A Traditional character among Simplified ones, or the other way round.
    HanVariant => rules::han_variant::VARIANT,
    /// A word twice in a row.
    DoubledWord => rules::doubled_word::DOUBLED,
    /// Several blanks in a row.
    DoubledSpace => rules::spaces::DOUBLED,
    /// A blank at an end that the source has not.
    SpaceAtEnd => rules::spaces::AT_END,
    /// A blank before a mark.
    SpaceBeforeMark => rules::spaces::BEFORE_MARK,
    /// The same source in another translation.
    InconsistentTarget => rules::inconsistent::TARGET,
    /// The same translation of another source.
    InconsistentSource => rules::inconsistent::SOURCE,
    /// A length that is far off.
    Length => rules::length::LENGTH,
    /// A suppression that does not say what it suppresses, or why.
    SuppressionInvalid => SUPPRESSION_INVALID,
    /// A suppression of what is not found.
    SuppressionUnused => SUPPRESSION_UNUSED,
}

const TERM_MISSING: About = About {
    name: "term-missing",
    rule: "terminology",
    kind: "missing",
    description: "A term of the glossary stands in the source, but its translation is not in the target.",
    help: "Use the preferred term of the glossary, or one of the admitted ones. If the term is not meant here, suppress \
           the finding with a reason. If the translation is right too, add it to the glossary:\n\n\
           ```\n| separates alternatives in the column of the language\n```",
    severity: Severity::Error,
    on: true,
};

const TERM_FORBIDDEN: About = About {
    name: "term-forbidden",
    rule: "terminology",
    kind: "forbidden",
    description: "The target uses a form that the glossary forbids for a term of the source.",
    help: "Replace the marked words by the preferred term that the message names. `karvan check --fix` does it where \
           nothing else in the sentence depends on it.",
    severity: Severity::Error,
    on: true,
};

const SUPPRESSION_INVALID: About = About {
    name: "suppression-invalid",
    rule: "suppression",
    kind: "invalid",
    description: "A suppression names no code that there is, or gives no reason; it suppresses nothing.",
    help: "Write `karvan:ignore CODE reason`: the code of the finding, then why it is right as it stands.",
    severity: Severity::Error,
    on: true,
};

const SUPPRESSION_UNUSED: About = About {
    name: "suppression-unused",
    rule: "suppression",
    kind: "unused",
    description: "A suppression stands where there is no finding of its code any more.",
    help: "Take the suppression out: it would hide the next finding of its code here.",
    severity: Severity::Warning,
    on: true,
};

impl Code {
    /// The code with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }

    /// The codes of the rule with this name; none where there is no such rule.
    pub fn of_rule(rule: &str) -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(move |code| code.about().rule == rule)
    }

    /// The code as it is printed.
    pub fn name(self) -> &'static str {
        self.about().name
    }

    /// The kind within its rule.
    pub fn kind(self) -> &'static str {
        self.about().kind
    }

    /// One sentence for people.
    pub fn description(self) -> &'static str {
        self.about().description
    }

    /// What to do about it, in Markdown: for viewers that show the help of a rule.
    pub fn help(self) -> &'static str {
        self.about().help
    }

    /// How bad it is unless the configuration says otherwise.
    pub fn severity(self) -> Severity {
        self.about().severity
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        let kinds: BTreeSet<(&str, &str)> = Code::ALL
            .iter()
            .map(|code| (code.about().rule, code.kind()))
            .collect();
        assert_eq!(kinds.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(Code::named(code.name()), Some(code));
            assert!(
                code.name()
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'-')
            );
            assert!(code.description().ends_with('.'), "{}", code.name());
            assert!(Code::of_rule(code.about().rule).any(|other| other == code));
        }
    }
}
