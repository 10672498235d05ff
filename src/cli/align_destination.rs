//! Where `karvan align --dir` writes: one place for all documents, or a file for each.

use super::Output;
use super::align::{Args, Format};
use super::align_print::{print_rows, print_texts, tmx_writer, write_units};
use karvan::align::AlignedTexts;
use karvan::error::{Error, Result};
use karvan::format::pairing::PairedFiles;
use karvan::format::{UnitWriter, tmx};
use karvan::lang::Lang;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where the result is written.
pub(super) enum Place {
    Nowhere,
    /// One file or standard output for all documents.
    One(Format),
    /// A file a document in a folder.
    Folder(PathBuf, Format),
}

impl Place {
    pub(super) fn of(args: &Args, format: Option<Format>) -> Result<Self> {
        let Some(format) = format else {
            return Ok(Self::Nowhere);
        };
        let folder = args.output.as_ref().filter(|path| {
            path.is_dir() || path.to_string_lossy().ends_with(std::path::is_separator)
        });
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder).map_err(|source| Error::write(folder, source))?;
            return Ok(Self::Folder(folder.clone(), format));
        }
        if matches!(format, Format::Beads | Format::Html) {
            return Err(Error::usage(
                "this format holds one document a file",
                "name a folder with -o, ending with /, or take another --format",
            ));
        }
        Ok(Self::One(format))
    }
}

/// A place that is open.
pub(super) enum Destination<'a> {
    Nowhere,
    Rows(&'a mut Output, Format),
    Units(Box<tmx::Writer<&'a mut Output>>),
    Folder(&'a Path, Format),
}

impl<'a> Destination<'a> {
    pub(super) fn new(place: &'a Place, out: Option<&'a mut Output>, source: &Lang) -> Self {
        match (place, out) {
            (Place::Folder(folder, format), _) => Self::Folder(folder, *format),
            (Place::One(Format::Tmx), Some(out)) => Self::Units(Box::new(tmx_writer(out, source))),
            (Place::One(format), Some(out)) => Self::Rows(out, *format),
            _ => Self::Nowhere,
        }
    }

    /// Writes a document whole.
    pub(super) fn write(
        &mut self,
        args: &Args,
        document: &PairedFiles,
        texts: &AlignedTexts,
    ) -> Result<()> {
        let files: Vec<&Path> = document.files.iter().map(PathBuf::as_path).collect();
        let failed = |source: io::Error| {
            let place = args.output.as_deref().unwrap_or("standard output".as_ref());
            Error::write(place, source)
        };
        match self {
            Self::Nowhere => Ok(()),
            Self::Rows(out, format) => {
                if *format == Format::Text {
                    writeln!(out, "{}", document.name).map_err(failed)?;
                }
                print_rows(out, *format, texts, Some(&document.name)).map_err(failed)
            }
            Self::Units(writer) => {
                write_units(writer.as_mut(), args, &files, texts).map_err(failed)
            }
            Self::Folder(folder, format) => {
                let file = folder.join(format!("{}.{}", document.name, format.extension()));
                if let Some(parent) = file.parent() {
                    std::fs::create_dir_all(parent).map_err(|e| Error::write(parent, e))?;
                }
                let mut out = Output::open(Some(&file))?;
                print_texts(&mut out, args, *format, &files, texts)
                    .map_err(|source| Error::write(&file, source))?;
                out.close_one()
            }
        }
    }

    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Units(mut writer) => writer.finish(),
            _ => Ok(()),
        }
    }
}
