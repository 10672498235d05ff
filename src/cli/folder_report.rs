//! What became of the documents of folders: on stderr at the end, and a file with a JSON object a document.

use super::align::MAY_BE_STRANGERS;
use super::align_store::described;
use super::output::{counted, eprint_message, warn};
use super::{Global, Outcome, Output};
use karvan::align::AlignedTexts;
use karvan::error::{Error, Result};
use karvan::format::pairing::{LanguageFolder, PairedFiles, Pairing, Unpaired};
use karvan::memory::AlignmentReport;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How it went with a document.
pub(super) enum Fate {
    /// It was aligned, and perhaps stored.
    Aligned(AlignedTexts, Option<AlignmentReport>),
    /// It could not be.
    Failed(Error),
}

/// Why a file has no partner.
fn why_unpaired(unpaired: &Unpaired, folders: &[LanguageFolder]) -> String {
    let listed = |paths: &[PathBuf]| {
        let paths: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        paths.join(", ")
    };
    if !unpaired.unreadable.is_empty() {
        return format!(
            "its partner cannot be read ({})",
            listed(&unpaired.unreadable)
        );
    }
    let missing = |place: &dyn Fn(&LanguageFolder) -> String, joint: &str| {
        let places = unpaired
            .missing
            .iter()
            .map(|number| place(&folders[*number]));
        places.collect::<Vec<String>>().join(joint)
    };
    let folder = |folder: &LanguageFolder| folder.path.display().to_string();
    if !unpaired.taken.is_empty() {
        return format!(
            "the file of this name in {} belongs to another document, whose names have more in common ({})",
            missing(&folder, " and "),
            listed(&unpaired.taken)
        );
    }
    // A folder that holds several languages may well have a file of this name.
    let is_shared = |folder: &LanguageFolder| {
        folders
            .iter()
            .filter(|other| other.path == folder.path)
            .count()
            > 1
    };
    if unpaired
        .missing
        .iter()
        .any(|number| is_shared(&folders[*number]))
    {
        let text = |it: &LanguageFolder| format!("{} text of this name in {}", it.lang, folder(it));
        return format!("there is no {}", missing(&text, " and no "));
    }
    format!(
        "there is no file of this name in {}",
        missing(&folder, " and ")
    )
}

/// What to do with a file that has a partner in two of three languages.
fn two_of_three(unpaired: &Unpaired, folders: &[LanguageFolder]) -> Option<String> {
    let plain = unpaired.unreadable.is_empty() && unpaired.taken.is_empty();
    let [missing] = unpaired.missing.as_slice() else {
        return None;
    };
    let mut others = folders.iter().enumerate().filter(|(n, _)| n != missing);
    let ((_, a), (_, b)) = (others.next()?, others.next()?);
    (plain && folders.len() == 3).then(|| {
        format!(
            "what two of the languages have is aligned by `karvan align --dir {} {} -s {} -t {}`",
            a.path.display(),
            b.path.display(),
            a.lang,
            b.lang
        )
    })
}

/// Counts what is done, and keeps what went wrong for the end.
pub(super) struct FolderReport {
    file: Option<(PathBuf, Output)>,
    aligned: usize,
    links: usize,
    scores: f64,
    stored: Option<AlignmentReport>,
    /// Documents that were aligned and may not belong together.
    strangers: usize,
    unrelated: usize,
    unreadable: usize,
    /// What is told at the end, in order.
    messages: Vec<Message>,
}

/// Something that is told at the end.
struct Message {
    kind: &'static str,
    text: String,
    /// What to do about it.
    help: Option<String>,
}

/// A line of the report.
#[derive(Serialize)]
struct Line<'a> {
    document: Option<&'a str>,
    status: &'static str,
    files: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    segments: Option<Vec<usize>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    linked: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl<'a> Line<'a> {
    fn new(document: Option<&'a str>, status: &'static str, files: &[PathBuf]) -> Self {
        Self {
            document,
            status,
            files: files.iter().map(|f| f.display().to_string()).collect(),
            segments: None,
            linked: None,
            score: None,
            reason: None,
        }
    }
}

impl FolderReport {
    /// Begins a report, in a file if one is named.
    pub(super) fn open(file: Option<&Path>) -> Result<Self> {
        let file = file
            .map(|path| Ok((path.to_path_buf(), Output::open(Some(path))?)))
            .transpose()?;
        Ok(Self {
            file,
            aligned: 0,
            links: 0,
            scores: 0.0,
            stored: None,
            strangers: 0,
            unrelated: 0,
            unreadable: 0,
            messages: Vec::new(),
        })
    }

    fn line(&mut self, line: &Line<'_>) -> Result<()> {
        let Some((path, out)) = &mut self.file else {
            return Ok(());
        };
        serde_json::to_writer(&mut *out, line)
            .map_err(std::io::Error::from)
            .and_then(|()| writeln!(out))
            .map_err(|source| Error::write(path, source))
    }

    /// What of the folders is no document.
    pub(super) fn leftover(&mut self, pairing: &Pairing, folders: &[LanguageFolder]) -> Result<()> {
        for error in &pairing.unreadable {
            self.unreadable += 1;
            self.tell("error", error.to_string(), error.help());
            let mut line = Line::new(None, "unreadable", &[]);
            line.reason = Some(error.to_string());
            self.line(&line)?;
        }
        for unpaired in &pairing.unpaired {
            let reason = why_unpaired(unpaired, folders);
            let text = format!("{}: {reason}", unpaired.file.display());
            let help = two_of_three(unpaired, folders);
            self.tell("warning", text, help.as_deref());
            let mut line = Line::new(None, "unpaired", std::slice::from_ref(&unpaired.file));
            line.reason = Some(reason);
            self.line(&line)?;
        }
        for file in &pairing.unnamed {
            let langs: Vec<&str> = folders.iter().map(|f| f.lang.as_str()).collect();
            let reason = format!("its name says none of the languages {}", langs.join(", "));
            self.tell(
                "warning",
                format!("{}: {reason}", file.display()),
                Some("where texts of several languages lie in one folder, put the language before the extension, such as visit.en.md"),
            );
            let mut line = Line::new(None, "unpaired", std::slice::from_ref(file));
            line.reason = Some(reason);
            self.line(&line)?;
        }
        for doubtful in &pairing.doubtful {
            let mut line = Line::new(Some(&doubtful.name), "doubtful", &doubtful.files);
            let reason = format!(
                "it is not certain which belong together: {}",
                line.files.join(", ")
            );
            self.tell(
                "warning",
                format!("{}: {reason}", doubtful.name),
                Some("leave one file a folder with this name, or align them by themselves"),
            );
            line.reason = Some(reason);
            self.line(&line)?;
        }
        Ok(())
    }

    fn tell(&mut self, kind: &'static str, text: String, help: Option<&str>) {
        self.messages.push(Message {
            kind,
            text,
            help: help.map(str::to_owned),
        });
    }

    /// Prints what was kept for the end. Messages in a row with the same help share it.
    fn print(&self, global: &Global) {
        for (number, message) in self.messages.iter().enumerate() {
            if message.kind == "error" {
                eprint_message(message.kind, &message.text);
            } else {
                warn(global, &message.text);
            }
            let next = self.messages.get(number + 1);
            let shared = next.is_some_and(|next| next.help == message.help);
            if let Some(help) = message.help.as_deref().filter(|_| !shared && !global.quiet) {
                eprint_message("help", help);
            }
        }
    }

    /// A document is done, or is not to be done.
    pub(super) fn document(&mut self, document: &PairedFiles, fate: Fate) -> Result<()> {
        let mut line = Line::new(Some(&document.name), "aligned", &document.files);
        match fate {
            Fate::Aligned(texts, stored) => {
                let scores: Vec<f64> = texts.linked().map(|row| row.score).collect();
                // The sum of nothing is -0.
                let sum = 0.0 + scores.iter().sum::<f64>();
                self.aligned += 1;
                self.links += scores.len();
                self.scores += sum;
                line.segments = Some(texts.texts.iter().map(|t| t.segments.len()).collect());
                line.linked = Some(scores.len());
                line.score = Some((sum / scores.len().max(1) as f64 * 1e4).round() / 1e4);
                if texts.may_be_strangers() {
                    self.strangers += 1;
                    let reason = format!("the texts {MAY_BE_STRANGERS}");
                    let files = line.files.join(", ");
                    self.tell(
                        "warning",
                        format!("{} ({files}): {reason}", document.name),
                        None,
                    );
                    line.reason = Some(reason);
                }
                if let Some(stored) = stored {
                    let all = self.stored.get_or_insert_default();
                    all.added += stored.added;
                    all.changed += stored.changed;
                    all.unchanged += stored.unchanged;
                    all.removed += stored.removed;
                    all.unsure += stored.unsure;
                }
            }
            Fate::Failed(error) => {
                if matches!(error, Error::Unrelated { .. }) {
                    self.unrelated += 1;
                    line.status = "unrelated";
                    let text = format!("{} ({}): {error}", document.name, line.files.join(", "));
                    self.tell("error", text, error.help());
                } else {
                    self.unreadable += 1;
                    line.status = "unreadable";
                    self.tell("error", error.to_string(), error.help());
                }
                line.reason = Some(error.to_string());
            }
        }
        self.line(&line)
    }

    /// Tells what was done and what was not, and finishes the file.
    pub(super) fn finish(
        mut self,
        global: &Global,
        pairing: &Pairing,
        memory: Option<&Path>,
    ) -> Result<Outcome> {
        if let Some((_, out)) = self.file.take() {
            out.close()?;
        }
        self.print(global);
        // Where something was found and left out, the messages have said what and why.
        let found = self.unreadable + pairing.doubtful.len() > 0;
        if pairing.documents.is_empty() && !found {
            return Err(Error::usage(
                "the folders have no file with the same name",
                "name the folders whose files have the same names, such as en/visit.md and az/visit.md",
            ));
        }
        if !global.quiet && !pairing.documents.is_empty() {
            let mean = self.scores / self.links.max(1) as f64;
            let (done, linked) = (
                counted(self.aligned, "document", "documents"),
                counted(self.links, "pair", "pairs"),
            );
            eprint_message(
                "aligned",
                &format!("{done}; {linked}; mean score {mean:.2}"),
            );
            if self.strangers > 0 {
                let number = self.strangers;
                eprint_message(
                    "doubtful",
                    &format!("{number} of them may not belong together"),
                );
            }
            if let (Some(stored), Some(memory)) = (&self.stored, memory) {
                eprint_message(
                    "stored",
                    &format!("{} in {}", described(stored), memory.display()),
                );
            }
        }
        if !global.quiet {
            let left: Vec<String> = [
                (self.unrelated, "do not belong together"),
                (self.unreadable, "could not be read"),
                (pairing.doubtful.len(), "could not be paired for certain"),
                (
                    pairing.unpaired.len() + pairing.unnamed.len(),
                    "without a partner",
                ),
            ]
            .iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, what)| format!("{number} {what}"))
            .collect();
            if !left.is_empty() {
                eprint_message("left out", &left.join(", "));
            }
        }
        Ok(if self.unreadable > 0 {
            Outcome::Incomplete
        } else if self.unrelated + pairing.doubtful.len() > 0 {
            Outcome::Findings
        } else {
            Outcome::Done
        })
    }
}
