//! The chain of endings of a noun; the harmony of their vowels is that of `text::harmony`.
//!
//! In an ending `A` is a or ə, `I` is ı, i, u or ü, `K` is q or k, by the last vowel before it.

use super::super::Fit;
use crate::text::harmony::Sound;

/// Where in the chain a form stands: what may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Noun,
    Plural,
    Base,
    BasePlural,
    Possessed,
    PossessedThird,
    /// After -kı/-ki.
    Relative,
    Locative,
    Case,
    End,
}

/// An ending, the state it leads to, and whether the form is certain.
type Ending = (&'static str, State, Fit);

const PLURAL: [Ending; 1] = [("lAr", State::Plural, Fit::Certain)];
const BASE_PLURAL: [Ending; 1] = [("lAr", State::BasePlural, Fit::Certain)];
/// Possessives after a vowel. A bare n is also the genitive of another stem, so it is never certain.
const POSSESSIVE_V: [Ending; 5] = [
    ("m", State::Possessed, Fit::Certain),
    ("n", State::Possessed, Fit::Possible),
    ("sI", State::PossessedThird, Fit::Certain),
    ("mIz", State::Possessed, Fit::Certain),
    ("nIz", State::Possessed, Fit::Certain),
];
const POSSESSIVE_C: [Ending; 5] = [
    ("Im", State::Possessed, Fit::Certain),
    ("In", State::Possessed, Fit::Certain),
    ("I", State::PossessedThird, Fit::Certain),
    ("ImIz", State::Possessed, Fit::Certain),
    ("InIz", State::Possessed, Fit::Certain),
];
const CASE_V: [Ending; 10] = [
    ("nIn", State::Case, Fit::Certain),
    ("yA", State::Case, Fit::Certain),
    ("nI", State::Case, Fit::Certain),
    ("dA", State::Locative, Fit::Certain),
    ("dAn", State::Case, Fit::Certain),
    ("ylA", State::Case, Fit::Certain),
    ("lA", State::Case, Fit::Certain),
    ("cA", State::Case, Fit::Certain),
    ("yAdək", State::End, Fit::Certain),
    ("yAcAn", State::End, Fit::Certain),
];
const CASE_C: [Ending; 9] = [
    ("In", State::Case, Fit::Certain),
    ("A", State::Case, Fit::Certain),
    ("I", State::Case, Fit::Certain),
    ("dA", State::Locative, Fit::Certain),
    ("dAn", State::Case, Fit::Certain),
    ("lA", State::Case, Fit::Certain),
    ("cA", State::Case, Fit::Certain),
    ("Adək", State::End, Fit::Certain),
    ("AcAn", State::End, Fit::Certain),
];
const CASE_POSSESSED: [Ending; 10] = [
    ("nIn", State::Case, Fit::Certain),
    ("nA", State::Case, Fit::Certain),
    ("nI", State::Case, Fit::Certain),
    ("ndA", State::Locative, Fit::Certain),
    ("ndAn", State::Case, Fit::Certain),
    ("ncA", State::Case, Fit::Certain),
    ("ylA", State::Case, Fit::Certain),
    ("lA", State::Case, Fit::Certain),
    ("nAdək", State::End, Fit::Certain),
    ("nAcAn", State::End, Fit::Certain),
];
const RELATIVE: [Ending; 2] = [
    ("kı", State::Relative, Fit::Certain),
    ("ki", State::Relative, Fit::Certain),
];
/// Copula, its past and conditional, and the question, after a vowel.
const COPULA_V: [Ending; 10] = [
    ("yAm", State::End, Fit::Certain),
    ("yIK", State::End, Fit::Certain),
    ("ydI", State::End, Fit::Certain),
    ("ydIlAr", State::End, Fit::Certain),
    ("ymIş", State::End, Fit::Certain),
    ("ymIşdIr", State::End, Fit::Certain),
    ("ysA", State::End, Fit::Certain),
    ("ykən", State::End, Fit::Certain),
    ("sAn", State::End, Fit::Certain),
    ("sInIz", State::End, Fit::Certain),
];
const COPULA_C: [Ending; 10] = [
    ("Am", State::End, Fit::Certain),
    ("IK", State::End, Fit::Certain),
    ("dI", State::End, Fit::Certain),
    ("dIlAr", State::End, Fit::Certain),
    ("mIş", State::End, Fit::Certain),
    ("mIşdIr", State::End, Fit::Certain),
    ("sA", State::End, Fit::Certain),
    ("kən", State::End, Fit::Certain),
    ("sAn", State::End, Fit::Certain),
    ("sInIz", State::End, Fit::Certain),
];
const COPULA: [Ending; 5] = [
    ("dIr", State::End, Fit::Certain),
    ("dIrlAr", State::End, Fit::Certain),
    ("dIrsA", State::End, Fit::Certain),
    ("dImI", State::End, Fit::Certain),
    ("mI", State::End, Fit::Certain),
];

impl State {
    /// Whether a form may end here.
    fn is_final(self) -> bool {
        !matches!(self, Self::Base | Self::BasePlural)
    }

    /// The endings that may follow a form in this state, by its last letter.
    fn endings(self, vowel: bool) -> [&'static [Ending]; 5] {
        let possessive: &[Ending] = if vowel { &POSSESSIVE_V } else { &POSSESSIVE_C };
        let case: &[Ending] = if vowel { &CASE_V } else { &CASE_C };
        let copula: &[Ending] = if vowel { &COPULA_V } else { &COPULA_C };
        match self {
            Self::Noun => [&PLURAL, possessive, case, copula, &COPULA],
            Self::Plural => [&[], possessive, case, copula, &COPULA],
            Self::Base => [&BASE_PLURAL, possessive, &[], &[], &[]],
            Self::BasePlural => [&[], possessive, &[], &[], &[]],
            Self::Possessed => [&[], &[], case, copula, &COPULA],
            Self::PossessedThird => [&[], &[], &CASE_POSSESSED, copula, &COPULA],
            Self::Relative => [&PLURAL, &[], &CASE_POSSESSED, copula, &COPULA],
            Self::Locative => [&RELATIVE, &[], &[], copula, &COPULA],
            Self::Case => [&[], &[], &[], copula, &COPULA],
            Self::End => [&[]; 5],
        }
    }
}

/// Takes an ending off the front of `rest`: the sound after it, and its length in bytes.
fn take(mut sound: Sound, ending: &str, rest: &str) -> Option<(Sound, usize)> {
    let mut letters = rest.char_indices();
    for wanted in ending.chars() {
        let wanted = sound.letter(wanted);
        if letters.next()?.1 != wanted {
            return None;
        }
        sound = sound.after(wanted);
    }
    Some((sound, letters.offset()))
}

/// Whether `rest` is a chain of endings from a state on; the best fit where there are several.
pub(super) fn chain(state: State, sound: Sound, rest: &str) -> Option<Fit> {
    if rest.is_empty() {
        return state.is_final().then_some(Fit::Certain);
    }
    state
        .endings(sound.ends_in_vowel())
        .into_iter()
        .flatten()
        .filter_map(|(ending, next, fit)| {
            let (sound, length) = take(sound, ending, rest)?;
            Some(chain(*next, sound, &rest[length..])?.min(*fit))
        })
        .max()
}
