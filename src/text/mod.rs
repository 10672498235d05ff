//! Text as karvan sees it: the one fold, the one tokeniser, stems, endings, numbers, dates and counts.
//!
//! Index, look-up, glossary, check and concordance all go through here, so that what one of them
//! takes for the same word, the others do too.

pub mod az;
mod calendar;
mod case;
mod class;
mod count;
pub mod en;
mod fold;
pub mod harmony;
mod likeness;
mod numbers;
mod quantity;
pub mod script;
mod shown;
mod stem;
mod token;
mod written;
pub mod zh;

pub use calendar::{
    Month, is_leap_year, month, month_names, most_days, names_other_calendar, names_part_of_day,
    names_weekday,
};
pub use case::capitalized;
pub use class::{class_letter, class_of, class_of_written, figure};
pub use count::{Count, count};
pub use fold::{Folded, fold, fold_text, normalize, normalized};
pub use likeness::unlike;
pub use numbers::{FoundNumber, Number, chinese_value, find_numbers, number_value};
pub use quantity::{
    Form, InText, Mention, Quantities, Quantity, QuantityKind, exchange, mentioned_in_figures,
    mentioned_in_words, quantities, roman_value, same_form, says,
};
pub use shown::{
    code_point, differ_unseen, one_line, single_blanks, single_spaced, with_code_points,
};
pub use stem::{added_letters, stem};
pub use token::{Token, TokenKind, WEIGHT_UNIT, each_token, has_token, is_han, tokenize, weight};

/// The version of fold, tokeniser, stemmer and of what languages answer one another ([`crate::lang::Lang::family`]), together.
/// What is derived from them is made anew when it changes. In version 1 `zh-CHT` was simplified Chinese.
pub const TEXT_VERSION: u32 = 2;
