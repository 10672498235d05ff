//! karvan: translation memory, sentence alignment and glossary check for English, Azerbaijani and Chinese.
//!
//! Each module uses only those above it in this list; `ARCHITECTURE.md` walks through them.
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::print_stdout,
        clippy::print_stderr
    )
)]

pub mod align;
pub mod error;
pub mod format;
pub mod lang;
pub mod model;
pub mod segmentation;
pub mod text;
