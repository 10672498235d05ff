//! Reading a file in one thread while another one writes to the memory.

use crate::error::{Error, Result};
use crate::format::{Entry, Oddity, Rejected, Remark, UnitReader, other_script};
use crate::lang::{Fit, Lang};
use crate::model::{Answer, Tu, Tuv};
use crate::store::Analysis;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread;

/// What was read, ready to be written.
#[derive(Debug)]
pub(super) enum Read {
    /// A unit with the analyses of its variants.
    Unit {
        tu: Box<Tu>,
        analyses: Vec<Analysis>,
        /// The line on which it begins, from 1.
        line: usize,
        /// What was odd and was read all the same.
        remarks: Vec<Remark>,
    },
    /// A unit that cannot be taken over.
    Rejected(Rejected),
    /// What was odd about the file before the next entry.
    Remarks(Vec<Remark>),
}

/// What is handed over at once.
#[derive(Debug, Default)]
struct Batch {
    /// What was read, with the bytes of the file that were read up to it.
    entries: Vec<(Read, u64)>,
    /// What ended the reading after them.
    failed: Option<Error>,
}

/// A batch is handed over when it has so many entries, or so many bytes of text.
const MOST_ENTRIES: usize = 256;
const MOST_BYTES: usize = 256 << 10;
/// Batches that wait.
const WAITING: usize = 4;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// Only these languages; all, where none are given.
    pub(super) langs: &'a [Lang],
    /// Only units that have this one.
    pub(super) source: Option<&'a Lang>,
    /// Units that lack this one are told.
    pub(super) target: Option<&'a Lang>,
}

/// Gives `each` what the reader holds, in order, with the languages asked for and what `analyse` makes of their variants,
/// and stops at the first error of either.
pub(super) fn read_ahead(
    reader: &mut (dyn UnitReader + Send),
    asked: Asked<'_>,
    analyse: impl FnMut(&Tuv) -> Analysis + Send,
    mut each: impl FnMut(&Read, u64) -> Result<()>,
) -> Result<()> {
    thread::scope(|scope| {
        let (send, receive) = sync_channel(WAITING);
        // What was written goes back to the thread that made it: there its memory is freed without waiting.
        let (give_back, written) = channel();
        scope.spawn(move || hand_over(reader, asked, analyse, &send, &written));
        // Dropped at an error, so that the other thread ends too.
        let receive: Receiver<Batch> = receive;
        for batch in receive {
            for (read, position) in &batch.entries {
                each(read, *position)?;
            }
            if let Some(error) = batch.failed {
                return Err(error);
            }
            let _ = give_back.send(batch.entries);
        }
        Ok(())
    })
}

fn hand_over(
    reader: &mut (dyn UnitReader + Send),
    asked: Asked<'_>,
    mut analyse: impl FnMut(&Tuv) -> Analysis,
    send: &SyncSender<Batch>,
    written: &Receiver<Vec<(Read, u64)>>,
) {
    let mut batch = Batch::default();
    let mut bytes = 0;
    loop {
        let entry = reader.next_entry();
        let odd = reader.remarks();
        if !odd.is_empty() {
            batch.entries.push((Read::Remarks(odd), reader.position()));
        }
        let Some(entry) = entry else { break };
        match entry {
            Ok(entry) => {
                let read = prepared(entry, asked, &mut analyse);
                if let Read::Unit { analyses, .. } = &read {
                    bytes += analyses.iter().map(|a| a.text().len()).sum::<usize>();
                }
                batch.entries.push((read, reader.position()));
            }
            Err(error) => {
                batch.failed = Some(error);
                break;
            }
        }
        if batch.entries.len() >= MOST_ENTRIES || bytes >= MOST_BYTES {
            bytes = 0;
            if send.send(std::mem::take(&mut batch)).is_err() {
                return;
            }
            written.try_iter().for_each(drop);
        }
    }
    // Where nobody listens any more, nothing is lost.
    let _ = send.send(batch);
}

fn prepared(
    entry: Entry,
    Asked {
        langs,
        source,
        target,
    }: Asked<'_>,
    analyse: &mut impl FnMut(&Tuv) -> Analysis,
) -> Read {
    match entry {
        Entry::Rejected(rejected) => Read::Rejected(rejected),
        Entry::Unit {
            mut tu,
            line,
            mut remarks,
        } => {
            let left_out = if langs.is_empty() {
                String::new()
            } else {
                keep(&mut tu, langs, &mut remarks)
            };
            if tu.variants.is_empty() {
                let mut reason = "it has none of the languages asked for".to_owned();
                if !left_out.is_empty() {
                    reason.push_str(", only ");
                    reason.push_str(&left_out);
                }
                return Read::Rejected(Rejected::new(line, tu.tuid, reason));
            }
            if let Some(source) = source
                && tu.variant(source).is_none()
            {
                let reason = format!("it has no text in {source}, the source language asked for");
                return Read::Rejected(Rejected::new(line, tu.tuid, reason));
            }
            if let Some(target) = target.filter(|lang| tu.variant(lang).is_none())
                && !left_out.is_empty()
            {
                let text = format!(
                    "there is no text in {target}, the target language asked for; the text in {left_out} was \
                     left out: name that language with -t to read it"
                );
                remarks.push(Remark::new(Oddity::LanguageFallback, 0, text));
            }
            let analyses: Vec<Analysis> = tu.variants.iter().map(analyse).collect();
            for (tuv, analysis) in tu.variants.iter().zip(&analyses) {
                remarks.extend(other_script(&tuv.lang, analysis.text()));
            }
            Read::Unit {
                tu,
                analyses,
                line,
                remarks,
            }
        }
    }
}

/// Keeps the variants that fit the languages asked for best, and remarks on those that only stand for one of them or give way
/// to a nearer one. One language
/// alone is no pair: who names only the source, as a PO needs it, wants all that was translated from it. Gives the
/// languages of the others.
fn keep(tu: &mut Tu, langs: &[Lang], remarks: &mut Vec<Remark>) -> String {
    if let [lang] = langs
        && tu.variant(lang).is_some()
    {
        return String::new();
    }
    let mut left_out: Vec<String> = Vec::new();
    let asked: Vec<&Lang> = langs.iter().collect();
    let mut kept = Vec::with_capacity(tu.variants.len());
    for (tuv, answer) in tu.variants.iter().zip(tu.answers(&asked)) {
        kept.push(matches!(answer, Answer::Best(..)));
        let own = &tuv.lang;
        let text = match answer {
            Answer::Best(Fit::Same, _) => continue,
            Answer::Best(_, lang) => format!("{own} was read as {lang}"),
            Answer::Behind(nearer) => format!("{own} was left out beside {nearer}"),
            Answer::Other => {
                if left_out.len() < MOST_NAMED
                    && !left_out.iter().any(|known| known == own.as_str())
                {
                    left_out.push(own.to_string());
                }
                continue;
            }
        };
        remarks.push(Remark::new(Oddity::LanguageFallback, 0, text));
    }
    let mut kept = kept.into_iter();
    tu.variants.retain(|_| kept.next().unwrap_or_default());
    left_out.join(", ")
}

/// More languages that were left out are not named.
const MOST_NAMED: usize = 5;
