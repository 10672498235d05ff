//! `karvan align --review` and `--apply`: an alignment goes to a browser and comes back.

use super::align_print::summary;
use super::output::note;
use super::{Global, Output};
use karvan::align::AlignedTexts;
use karvan::error::{Error, Result};
use karvan::report::review::{is_doubtful, write_page};
use std::path::{Path, PathBuf};

/// The flags of a review.
#[derive(Debug, clap::Args)]
pub(super) struct ReviewArgs {
    /// Write a page that shows the alignment in a browser and lets you correct it; it saves a result for --apply
    #[arg(long, value_name = "FILE", help_heading = "Review")]
    review: Option<PathBuf>,
    /// Take the result of a review instead of texts; - is standard input
    #[arg(
        long,
        value_name = "RESULT",
        help_heading = "Review",
        conflicts_with_all = ["source", "target", "target2", "source_lang", "target_lang", "presegmented", "srx", "lines", "force", "dict", "glossary", "markup"]
    )]
    apply: Option<PathBuf>,
}

impl ReviewArgs {
    /// The page to be written.
    pub(super) fn page(&self) -> Option<&Path> {
        self.review.as_deref()
    }

    /// The result that stands in for the texts.
    pub(super) fn result(&self) -> Option<&Path> {
        self.apply.as_deref()
    }
}

/// Writes the page and says how many rows should be looked at.
pub(super) fn write(page: &Path, global: &Global, texts: &AlignedTexts) -> Result<()> {
    let mut out = Output::open(Some(page))?;
    write_page(&mut out, texts, &summary(texts)).map_err(|source| Error::write(page, source))?;
    out.close()?;
    let doubtful = texts.rows.iter().filter(|row| is_doubtful(row)).count();
    note(
        global,
        &format!(
            "{}: {doubtful} of {} rows are doubtful; open it in a browser, and give what it saves to `karvan align --apply`",
            page.display(),
            texts.rows.len()
        ),
    );
    Ok(())
}
