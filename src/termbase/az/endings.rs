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
    Genitive,
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
    ("nIn", State::Genitive, Fit::Certain),
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
    ("In", State::Genitive, Fit::Certain),
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
    ("nIn", State::Genitive, Fit::Certain),
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
/// What is at a place: `ölkədəki`.
const RELATIVE: [Ending; 2] = [
    ("kı", State::Relative, Fit::Certain),
    ("ki", State::Relative, Fit::Certain),
];
/// What belongs to somebody: `nazirliyinki`.
const BELONGING: [Ending; 1] = [("kI", State::Relative, Fit::Certain)];
/// The copula in the past and the conditional, and kən "while being", after a vowel.
const COPULA_V: [Ending; 5] = [
    ("ydI", State::End, Fit::Certain),
    ("ydIlAr", State::End, Fit::Certain),
    ("ymIşdIr", State::End, Fit::Certain),
    ("ysA", State::End, Fit::Certain),
    ("ykən", State::End, Fit::Certain),
];
const COPULA_C: [Ending; 5] = [
    ("dI", State::End, Fit::Certain),
    ("dIlAr", State::End, Fit::Certain),
    ("mIşdIr", State::End, Fit::Certain),
    ("sA", State::End, Fit::Certain),
    ("kən", State::End, Fit::Certain),
];
/// The copula of the first and second person, and the one of hearsay. After a stem of one syllable the same letters
/// are nearly always another word: `adam`, `qaşıq`, `itmiş`.
const PERSONAL_V: [Ending; 5] = [
    ("yAm", State::End, Fit::Certain),
    ("yIK", State::End, Fit::Certain),
    ("ymIş", State::End, Fit::Certain),
    ("sAn", State::End, Fit::Certain),
    ("sInIz", State::End, Fit::Certain),
];
const PERSONAL_C: [Ending; 5] = [
    ("Am", State::End, Fit::Certain),
    ("IK", State::End, Fit::Certain),
    ("mIş", State::End, Fit::Certain),
    ("sAn", State::End, Fit::Certain),
    ("sInIz", State::End, Fit::Certain),
];
/// The copula of the third person, and the question.
const COPULA: [Ending; 6] = [
    ("dIr", State::End, Fit::Certain),
    ("dIrlAr", State::End, Fit::Certain),
    ("dIrsA", State::End, Fit::Certain),
    ("dIrmI", State::End, Fit::Certain),
    ("dImI", State::End, Fit::Certain),
    ("mI", State::End, Fit::Certain),
];

impl State {
    /// Whether a form may end here.
    fn is_final(self) -> bool {
        !matches!(self, Self::Base | Self::BasePlural)
    }

    /// The endings that may follow a form in this state, by its last letter. `short`: the stem has one syllable.
    fn endings(self, vowel: bool, short: bool) -> [&'static [Ending]; 6] {
        let possessive: &[Ending] = if vowel { &POSSESSIVE_V } else { &POSSESSIVE_C };
        let case: &[Ending] = if vowel { &CASE_V } else { &CASE_C };
        let copula: &[Ending] = if vowel { &COPULA_V } else { &COPULA_C };
        let bare = matches!(self, Self::Noun | Self::Possessed | Self::Genitive);
        let personal: &[Ending] = match (short && bare, vowel) {
            (true, _) => &[],
            (false, true) => &PERSONAL_V,
            (false, false) => &PERSONAL_C,
        };
        let copulas = [copula, personal, &COPULA];
        let with = |chain: [&'static [Ending]; 3]| {
            let [a, b, c] = chain;
            let [d, e, f] = copulas;
            [a, b, c, d, e, f]
        };
        match self {
            Self::Noun => with([&PLURAL, possessive, case]),
            Self::Plural => with([possessive, case, &[]]),
            Self::Base => [&BASE_PLURAL, possessive, &[], &[], &[], &[]],
            Self::BasePlural => [possessive, &[], &[], &[], &[], &[]],
            Self::Possessed => with([case, &[], &[]]),
            Self::PossessedThird => with([&CASE_POSSESSED, &[], &[]]),
            Self::Relative => with([&PLURAL, &CASE_POSSESSED, &[]]),
            Self::Locative => with([&RELATIVE, &[], &[]]),
            Self::Genitive => with([&BELONGING, &[], &[]]),
            Self::Case => with([&[], &[], &[]]),
            Self::End => [&[]; 6],
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

/// Whether `rest` is a chain of endings from a state on; the best fit where there are several. `short`: the stem has
/// one syllable.
pub(super) fn chain(state: State, sound: Sound, rest: &str, short: bool) -> Option<Fit> {
    if rest.is_empty() {
        return state.is_final().then_some(Fit::Certain);
    }
    state
        .endings(sound.ends_in_vowel(), short)
        .into_iter()
        .flatten()
        .filter_map(|(ending, next, fit)| {
            let (sound, length) = take(sound, ending, rest)?;
            Some(chain(*next, sound, &rest[length..], short)?.min(*fit))
        })
        .max()
}
