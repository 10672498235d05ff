//! Where data and messages go: data to stdout or to a file that appears whole, messages to stderr.

use super::Global;
use super::signals::{self, Step};
use anstream::adapter::StripBytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use karvan::error::Error;
use karvan::format::encoding::foreign_kind;
use karvan::format::replacement::Replacement;
use std::fmt;
use std::fs::{File, OpenOptions};
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
    /// Some of the work could not be done, which was said; the rest is done: exit status 2.
    Incomplete,
}

impl Outcome {
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Incomplete => 2,
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
    // Our own errors say all of it themselves; of others the causes are added.
    match known {
        Some(known) => eprint_error(known),
        None => eprint_message("error", &format!("{error:#}")),
    }
    ExitCode::from(if matches!(known, Some(Error::Unrelated { .. })) {
        1
    } else {
        2
    })
}

/// What becomes of a report of work that is done: where it could not be printed, a warning says what was done, since the
/// exit status speaks of the work. A reader that goes away early has read enough.
pub(crate) fn done_all_the_same(printed: Result<(), Error>, done: &str) {
    if let Err(error) = printed
        && !is_broken_pipe(&error)
    {
        eprint_message("warning", &format!("{error}; {done}"));
    }
}

/// An error and what to do about it, on stderr.
pub(crate) fn eprint_error(error: &Error) {
    eprint_message("error", &error.to_string());
    if let Some(help) = error.help() {
        eprint_message("help", help);
    }
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
    // Names of files and units come from outside: they must not drive the terminal.
    let lines: Vec<String> = text.split('\n').map(karvan::report::one_line).collect();
    let text = lines.join("\n");
    let _ = writeln!(anstream::stderr(), "{style}{kind}{style:#}: {text}");
}

/// Something that the user should know, unless `--quiet`.
pub(crate) fn warn(global: &Global, text: &str) {
    if !global.quiet {
        eprint_message("warning", text);
    }
}

/// Whether an input can be read only once: standard input, a pipe, what a shell puts in the place of a file (`<(…)`).
pub(crate) fn is_pipe(path: &Path) -> bool {
    let is_other = |kind: std::fs::Metadata| !kind.is_file() && !kind.is_dir();
    path == Path::new("-") || path.metadata().is_ok_and(is_other)
}

/// Refuses to write a result over what it is made from.
///
/// # Errors
/// [`Error::Usage`] when the output is one of the inputs, by whatever name.
pub(crate) fn not_an_input(output: Option<&Path>, inputs: &[&Path]) -> Result<(), Error> {
    let Some(output) = output.filter(|path| *path != Path::new("-")) else {
        return Ok(());
    };
    let place = place_of(output);
    let is_here = |input: &&&Path| **input != Path::new("-") && place_of(input) == place;
    match inputs.iter().find(is_here) {
        Some(input) => Err(Error::usage(
            format!(
                "{} is an input: the result would replace it",
                input.display()
            ),
            "give the result another name",
        )),
        None => Ok(()),
    }
}

/// Refuses two outputs in one file: the second would replace the first.
///
/// # Errors
/// [`Error::Usage`] when both are one file, by whatever name; a device takes any number.
pub(crate) fn not_the_same(one: Option<&Path>, other: Option<&Path>) -> Result<(), Error> {
    let (Some(one), Some(other)) = (one, other) else {
        return Ok(());
    };
    let place = place_of(one);
    let is_device = place.exists() && !place.is_file();
    if one == Path::new("-") || is_device || place != place_of(other) {
        return Ok(());
    }
    Err(Error::usage(
        format!("two results would be written to {}", one.display()),
        "give each result a file of its own",
    ))
}

/// Where a file is or would be, whatever it is called: two names of one file have one place.
fn place_of(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| {
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        let folder = folder.unwrap_or(Path::new(".")).canonicalize();
        match (folder, path.file_name()) {
            (Ok(folder), Some(name)) => folder.join(name),
            _ => path.to_path_buf(),
        }
    })
}

/// A number with its noun.
pub(crate) fn counted<N: Copy + fmt::Display + PartialEq + From<u8>>(
    n: N,
    one: &str,
    many: &str,
) -> String {
    format!("{n} {}", if n == N::from(1) { one } else { many })
}

/// What was done, unless `--quiet`.
pub(crate) fn note(global: &Global, text: &str) {
    if !global.quiet {
        eprint_message("note", text);
    }
}

/// The data that a command prints: stdout, or a file that is written beside its place and renamed when whole.
/// A device or a pipe is written to as it is.
pub(crate) struct Output {
    body: Body,
    path: PathBuf,
    colour: bool,
}

enum Body {
    Plain(Sink),
    Packed(Box<GzEncoder<Sink>>),
}

enum Sink {
    Stdout(BufWriter<io::StdoutLock<'static>>),
    Direct(BufWriter<File>),
    Replacement(BufWriter<Replacement>),
}

const BUFFER: usize = 1 << 16;

impl Output {
    /// Opens stdout (`None` or `-`) or a file.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Error> {
        let Some(path) = path.filter(|p| *p != Path::new("-")) else {
            let sink = Sink::Stdout(BufWriter::with_capacity(BUFFER, io::stdout().lock()));
            return Ok(Self {
                body: Body::Plain(sink),
                path: PathBuf::from("standard output"),
                colour: colour(),
            });
        };
        let fail = |source| Error::write(path, source);
        // A link stays a link: the file that it names is replaced.
        let place = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let sink = match std::fs::metadata(&place) {
            Ok(meta) if meta.is_dir() => return Err(fail(io::ErrorKind::IsADirectory.into())),
            Ok(meta) if !meta.is_file() => {
                let device = OpenOptions::new().write(true).open(&place).map_err(fail)?;
                Sink::Direct(BufWriter::with_capacity(BUFFER, device))
            }
            _ => {
                refuse_database(&place, path)?;
                let file = signals::begin(&place).map_err(fail)?;
                Sink::Replacement(BufWriter::with_capacity(BUFFER, file))
            }
        };
        Ok(Self {
            body: Body::Plain(sink),
            path: place,
            colour: false,
        })
    }

    /// Opens a file of units or terms: packed with gzip where its name ends with `.gz`, and refused where it names another way of
    /// packing. The same data gives the same bytes, because neither name nor time goes into it.
    pub(crate) fn open_packed(path: Option<&Path>) -> Result<Self, Error> {
        let packer = |path: &Path| PACKERS.into_iter().find(|ending| ends_with(path, ending));
        if let Some((path, packer)) = path.and_then(|path| Some((path, packer(path)?))) {
            return Err(Error::usage(
                format!("{}: karvan writes no {packer} archives", path.display()),
                "end the name with .gz for a packed file, such as units.tmx.gz, or with that of a format",
            ));
        }
        let mut out = Self::open(path)?;
        if path.is_some_and(|path| ends_with(path, "gz")) {
            out.body = match out.body {
                Body::Plain(sink) => {
                    Body::Packed(Box::new(GzEncoder::new(sink, Compression::default())))
                }
                packed @ Body::Packed(_) => packed,
            };
        }
        Ok(out)
    }

    /// A writer for text with styles: they stay in colour on a terminal and are taken out elsewhere. All other data
    /// is written as it is.
    pub(crate) fn styled(&mut self) -> Box<dyn Write + '_> {
        if self.colour {
            Box::new(self)
        } else {
            Box::new(Unstyled {
                out: self,
                state: StripBytes::new(),
            })
        }
    }

    /// Finishes: flushes, or gives the file its name.
    pub(crate) fn close(self) -> Result<(), Error> {
        self.finish(Step::Last)
    }

    /// Finishes one of several outputs that stand for themselves: a signal after it still ends the program.
    pub(crate) fn close_one(self) -> Result<(), Error> {
        self.finish(Step::OneOfSeveral)
    }

    /// Finishes several outputs together: a signal finds none of the files under their names, or all of them.
    pub(crate) fn close_all(outputs: impl IntoIterator<Item = Self>) -> Result<(), Error> {
        let (mut files, mut streams) = (Vec::new(), Vec::new());
        for output in outputs {
            let (sink, path) = output.unpacked()?;
            match sink {
                Sink::Replacement(out) => files.push(whole(out, &path)?),
                sink => streams.push((sink, path)),
            }
        }
        let places: Vec<PathBuf> = files.iter().map(|file| file.path().to_path_buf()).collect();
        let step = if streams.is_empty() {
            Step::Last
        } else {
            Step::OneOfSeveral
        };
        signals::hold(step, || Replacement::finish_all(files))?;
        for place in &places {
            signals::finished(place);
        }
        // A reader that goes away early takes no file away.
        for (mut sink, path) in streams {
            sink.flush().map_err(|source| Error::write(path, source))?;
        }
        Ok(())
    }

    fn finish(self, step: Step) -> Result<(), Error> {
        let (sink, path) = self.unpacked()?;
        let fail = |source| Error::write(&path, source);
        match sink {
            Sink::Replacement(out) => {
                let file = whole(out, &path)?;
                let temporary = file.path().to_path_buf();
                let renamed = signals::hold(step, || file.finish());
                signals::finished(&temporary);
                renamed.map_err(fail)
            }
            mut stream => stream.flush().map_err(fail),
        }
    }

    /// What is written to, with nothing of a packed file left to write, and its name.
    fn unpacked(self) -> Result<(Sink, PathBuf), Error> {
        let sink = match self.body {
            Body::Plain(sink) => sink,
            Body::Packed(packed) => match packed.finish() {
                Ok(sink) => sink,
                Err(source) => return Err(Error::write(self.path, source)),
            },
        };
        Ok((sink, self.path))
    }
}

/// A file that has only to get its name: all of it is on the disk.
fn whole(out: BufWriter<Replacement>, path: &Path) -> Result<Replacement, Error> {
    let fail = |source| Error::write(path, source);
    let file = out.into_inner().map_err(|e| fail(e.into_error()))?;
    file.sync().map_err(fail)?;
    Ok(file)
}

/// Takes styles out of what is written through it.
struct Unstyled<'a> {
    out: &'a mut Output,
    state: StripBytes,
}

impl Write for Unstyled<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for plain in self.state.strip_next(bytes) {
            self.out.write_all(plain)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Whether the name of a file has this ending, in capitals or not.
fn ends_with(path: &Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|own| own.eq_ignore_ascii_case(ending))
}

/// The endings of packed files that are not written.
const PACKERS: [&str; 10] = [
    "zip", "bz2", "xz", "zst", "lz4", "7z", "rar", "tar", "tgz", "tbz2",
];

/// What a name ends with, before `.gz`, in small letters; a device has no ending.
pub(crate) fn ending(path: &Path) -> Option<String> {
    let ending = unpacked_name(path).extension()?;
    Some(ending.to_string_lossy().to_ascii_lowercase())
}

/// Refuses a name that ends as a file of another kind does, so that nobody opens one format as another; `known` are the endings
/// that name a format.
pub(crate) fn refuse_foreign(path: &Path, known: &str) -> Result<(), Error> {
    const FOREIGN: [&str; 26] = [
        "7z", "db", "doc", "docx", "htm", "html", "json", "md", "mqxliff", "mqxlz", "mtf", "odp",
        "ods", "odt", "pdf", "png", "pptx", "rtf", "sdlppx", "sdltb", "sdltm", "sdlxliff",
        "sqlite", "srx", "xls", "xlsx",
    ];
    let ending = ending(path).unwrap_or_default();
    if FOREIGN.contains(&ending.as_str()) {
        return Err(Error::usage(
            format!("{}: karvan writes no .{ending} here", path.display()),
            format!("end the name with {known}, or say the format with --to"),
        ));
    }
    Ok(())
}

/// A file's name without the `.gz` of a packed one: what stands before it says the format.
fn unpacked_name(path: &Path) -> &Path {
    match path.file_stem() {
        Some(stem) if ends_with(path, "gz") => Path::new(stem),
        _ => path,
    }
}

/// A memory holds years of work; a slip in `-o` must not be its end.
fn refuse_database(place: &Path, as_typed: &Path) -> Result<(), Error> {
    let name = as_typed.display();
    if is_database(place) {
        return Err(Error::usage(
            format!("{name}: this is a SQLite database and is not overwritten"),
            "name another file with -o, or remove this one first",
        ));
    }
    // SQLite would take it for its own, or away.
    let path = place.to_string_lossy();
    let beside = ["-wal", "-shm", "-journal"].iter();
    let mut beside = beside.filter_map(|ending| path.strip_suffix(ending));
    if beside.any(|database| is_database(Path::new(database))) {
        return Err(Error::usage(
            format!("{name}: a file of this name belongs to a SQLite database"),
            "name another file with -o",
        ));
    }
    Ok(())
}

fn is_database(place: &Path) -> bool {
    use std::io::Read as _;
    let mut start = [0; 16];
    File::open(place)
        .and_then(|mut file| file.read_exact(&mut start))
        .is_ok_and(|()| foreign_kind(&start).is_some_and(|kind| kind.contains("database")))
}

/// Whether standard output is to be coloured.
pub(crate) fn colour() -> bool {
    anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.body {
            Body::Plain(sink) => sink.write(bytes),
            Body::Packed(packed) => packed.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.body {
            Body::Plain(sink) => sink.flush(),
            // What is cut into pieces packs worse; the end is written by `close`.
            Body::Packed(_) => Ok(()),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Sink::Stdout(out) => out.write(bytes),
            Sink::Direct(out) => out.write(bytes),
            Sink::Replacement(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Sink::Stdout(out) => out.flush(),
            Sink::Direct(out) => out.flush(),
            Sink::Replacement(out) => out.flush(),
        }
    }
}
