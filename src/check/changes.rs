//! Which lines of a file changed since a commit, as git says it.

use super::Diagnostic;
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::Command;

/// The lines that changed since a commit, file by file, asked when they are needed.
#[derive(Debug)]
pub struct Changes {
    commit: String,
    files: HashMap<String, Lines>,
    /// The files that were renamed since, by their paths from the top; asked for once.
    renamed: Option<HashMap<String, String>>,
}

/// Lines of a file, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Lines {
    All,
    Some(Vec<RangeInclusive<usize>>),
}

impl Changes {
    /// The changes since a branch, tag or commit: since the last commit that it shares with what is checked out, so that
    /// what others changed there meanwhile does not count.
    ///
    /// # Errors
    /// Outside of a git repository, and for what names no commit.
    pub fn since(base: &str) -> Result<Self> {
        let here = Path::new(".");
        git(here, &["rev-parse", "--is-inside-work-tree"]).map_err(|why| {
            Error::usage(
                format!("--diff needs a git repository: {why}"),
                "run it inside of a checkout, or leave --diff out",
            )
        })?;
        let wanted = format!("{base}^{{commit}}");
        let commit = git(here, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])
            .map_err(|_| {
                Error::usage(
                    format!("--diff: git knows no commit \"{base}\" here"),
                    "name a branch, a tag or a commit; in CI fetch it first (with actions/checkout: fetch-depth: 0)",
                )
            })?;
        let commit = commit.trim().to_owned();
        let shared = git(here, &["merge-base", &commit, "HEAD"]).ok();
        let shared = shared.map(|out| out.trim().to_owned());
        Ok(Self {
            commit: shared.filter(|shared| !shared.is_empty()).unwrap_or(commit),
            files: HashMap::new(),
            renamed: None,
        })
    }

    /// Whether a finding stands on lines that changed: those of its marked words, else of its translation.
    ///
    /// # Errors
    /// When git cannot tell.
    pub fn touch(&mut self, finding: &Diagnostic) -> Result<bool> {
        let file = &*finding.unit.file;
        if !self.files.contains_key(file) {
            let lines = self.lines(Path::new(file))?;
            self.files.insert(file.to_owned(), lines);
        }
        let at = match (finding.region, finding.line) {
            (Some(region), _) => region.line..=region.end_line,
            (None, Some(line)) => line..=line,
            // Nobody knows where it stands.
            (None, None) => return Ok(true),
        };
        Ok(self.files.get(file).is_none_or(|lines| match lines {
            Lines::All => true,
            Lines::Some(changed) => changed
                .iter()
                .any(|lines| lines.start() <= at.end() && at.start() <= lines.end()),
        }))
    }

    fn lines(&mut self, file: &Path) -> Result<Lines> {
        let (Some(name), true) = (file.file_name(), file.is_file()) else {
            return Ok(Lines::All);
        };
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let pathspec = format!(":(literal){}", name.to_string_lossy());
        let failed = |why: String| {
            Error::usage(
                format!(
                    "--diff: git cannot tell what changed in {}: {why}",
                    file.display()
                ),
                "check only files of the repository with --diff",
            )
        };
        let tracked = git(folder, &["ls-files", "--", &pathspec]).map_err(failed)?;
        if tracked.trim().is_empty() {
            return Ok(Lines::All);
        }
        // With a path alone git sees a renamed file as a new one: its other name has to be told.
        let former = self
            .former_name(folder, &name.to_string_lossy())
            .map_err(failed)?;
        let former = former.map(|former| format!(":(top,literal){former}"));
        let mut arguments = vec![
            "-c",
            "core.quotePath=false",
            "diff",
            "--unified=0",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--find-renames",
            self.commit.as_str(),
            "--",
            &pathspec,
        ];
        arguments.extend(former.as_deref());
        Ok(changed(&git(folder, &arguments).map_err(failed)?))
    }

    /// What a file that was renamed since the commit was called, from the top of the repository.
    fn former_name(
        &mut self,
        folder: &Path,
        name: &str,
    ) -> std::result::Result<Option<String>, String> {
        let listed = git(
            folder,
            &[
                "ls-files",
                "--full-name",
                "-z",
                "--",
                &format!(":(literal){name}"),
            ],
        )?;
        let path = listed.trim_end_matches('\0');
        if self.renamed.is_none() {
            let arguments = [
                "diff",
                "--name-status",
                "-z",
                "--find-renames",
                "--diff-filter=R",
                "--no-ext-diff",
                self.commit.as_str(),
            ];
            self.renamed = Some(renamed(&git(folder, &arguments)?));
        }
        let known = self.renamed.as_ref();
        Ok(known.and_then(|renamed| renamed.get(path)).cloned())
    }
}

/// The former names of renamed files, by their names: `R100`, the former one and the new one, each ended by a NUL.
fn renamed(listed: &str) -> HashMap<String, String> {
    let fields: Vec<&str> = listed.split('\0').collect();
    let rows = fields.chunks_exact(3);
    rows.map(|row| (row[2].to_owned(), row[1].to_owned()))
        .collect()
}

/// The lines that a diff without context adds or changes.
fn changed(diff: &str) -> Lines {
    if diff.lines().any(|line| line.starts_with("Binary files ")) {
        return Lines::All;
    }
    let hunk = |line: &str| {
        let (start, count) = {
            let added = line
                .strip_prefix("@@ ")?
                .split(' ')
                .find(|part| part.starts_with('+'))?;
            let (start, count) = added[1..].split_once(',').unwrap_or((&added[1..], "1"));
            (start.parse::<usize>().ok()?, count.parse::<usize>().ok()?)
        };
        (count > 0).then(|| start..=start + count - 1)
    };
    Lines::Some(diff.lines().filter_map(hunk).collect())
}

/// What git prints, or why it does not.
fn git(folder: &Path, arguments: &[&str]) -> std::result::Result<String, String> {
    let out = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .output()
        .map_err(|error| format!("git cannot be run ({error})"))?;
    if out.status.success() {
        return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&out.stderr);
    let line = said.lines().next().unwrap_or("it failed");
    Err(line.trim_start_matches("fatal: ").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_from_the_heads_of_hunks() {
        for (diff, expected) in [
            ("", Lines::Some(vec![])),
            (
                "diff --git a/x b/x\n@@ -1,0 +2,3 @@ en\n+a\n+b\n+c\n@@ -9 +12 @@\n-d\n+@@ -1 +1 @@\n@@ -20,2 +22,0 @@\n",
                Lines::Some(vec![2..=4, 12..=12]),
            ),
            ("Binary files a/x and b/x differ\n", Lines::All),
        ] {
            assert_eq!(changed(diff), expected, "{diff}");
        }
    }
}
