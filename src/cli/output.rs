//! Where data and messages go: data to stdout or to a file that appears whole, messages to stderr.

use karvan::error::Error;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How a command ended when nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done: exit status 0.
    Done,
    /// There are findings, or there is no match: exit status 1.
    Findings,
}

impl Outcome {
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::Findings => 1,
        })
    }
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl ColorChoice {
    pub(crate) fn apply(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::AlwaysAnsi,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// Prints an error as one message and gives its exit status: 0 for a closed pipe, 1 for texts that do not
/// belong together, else 2.
pub(crate) fn report_error(error: &anyhow::Error) -> ExitCode {
    if error.chain().any(is_broken_pipe) {
        return ExitCode::SUCCESS;
    }
    let known = error.downcast_ref::<Error>();
    // Our own errors say all in one message; others name their causes one after another.
    let message = known.map_or_else(|| format!("{error:#}"), ToString::to_string);
    eprint_message("error", &message);
    if let Some(help) = known.and_then(Error::help) {
        eprint_message("help", help);
    }
    ExitCode::from(if matches!(known, Some(Error::Unrelated { .. })) {
        1
    } else {
        2
    })
}

fn is_broken_pipe(cause: &(dyn std::error::Error + 'static)) -> bool {
    let broken = |e: &io::Error| e.kind() == io::ErrorKind::BrokenPipe;
    cause.downcast_ref::<io::Error>().is_some_and(broken)
        || matches!(cause.downcast_ref::<Error>(), Some(Error::Write { source, .. }) if broken(source))
}

/// A line on stderr: `karvan: KIND: TEXT`. A closed stderr is no reason to fail.
pub(crate) fn eprint_message(kind: &str, text: &str) {
    let style = match kind {
        "error" => anstyle::AnsiColor::Red.on_default().bold(),
        "warning" => anstyle::AnsiColor::Yellow.on_default().bold(),
        _ => anstyle::AnsiColor::Cyan.on_default().bold(),
    };
    let _ = writeln!(anstream::stderr(), "{style}{kind}{style:#}: {text}");
}

/// The data that a command prints: stdout, or a file that is written beside its place and renamed when whole.
pub(crate) struct Output {
    sink: Sink,
    path: PathBuf,
}

enum Sink {
    Stdout(BufWriter<anstream::AutoStream<io::StdoutLock<'static>>>),
    File(BufWriter<tempfile::NamedTempFile>),
}

impl Output {
    /// Opens stdout (`None` or `-`) or a file.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Error> {
        let Some(path) = path.filter(|p| *p != Path::new("-")) else {
            return Ok(Self {
                sink: Sink::Stdout(BufWriter::with_capacity(
                    1 << 16,
                    anstream::AutoStream::auto(io::stdout().lock()),
                )),
                path: PathBuf::from("standard output"),
            });
        };
        if path.is_dir() {
            return Err(Error::write(
                path,
                io::Error::from(io::ErrorKind::IsADirectory),
            ));
        }
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let file = tempfile::Builder::new()
            .prefix(".karvan-")
            .tempfile_in(folder)
            .map_err(|source| Error::write(path, source))?;
        Ok(Self {
            sink: Sink::File(BufWriter::with_capacity(1 << 16, file)),
            path: path.to_path_buf(),
        })
    }

    /// Finishes: flushes stdout, or gives the file its name.
    pub(crate) fn close(self) -> Result<(), Error> {
        let fail = |source| Error::write(&self.path, source);
        match self.sink {
            Sink::Stdout(mut out) => out.flush().map_err(fail),
            Sink::File(out) => {
                let file = out.into_inner().map_err(|e| fail(e.into_error()))?;
                file.as_file().sync_all().map_err(fail)?;
                file.persist(&self.path).map_err(|e| fail(e.error))?;
                Ok(())
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Stdout(out) => out.write(bytes),
            Sink::File(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Stdout(out) => out.flush(),
            Sink::File(out) => out.flush(),
        }
    }
}
