//! A look-up from the command line reads what it needs of the memory, and nothing that grows with it.
#![cfg(target_os = "linux")]

mod running;

use running::{karvan, questions, run, statement, write_tmx};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Bytes that a `lookup -` has read until its first answer was there, the program itself included.
fn bytes_read(memory: &Path, arguments: &[&str], question: &str) -> u64 {
    let mut child = karvan(arguments, memory)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut asked = child.stdin.take().unwrap();
    writeln!(asked, "{question}").unwrap();
    let mut answer = [0];
    child
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut answer)
        .unwrap();
    // The process lives, because its input is open still.
    let io = std::fs::read_to_string(format!("/proc/{}/io", child.id())).unwrap();
    drop(asked);
    assert!(child.wait_with_output().unwrap().status.success());
    counted(&io)
}

/// Bytes that a look-up has read when it ends, as the shell that waits for it counts them.
fn bytes_read_until_the_end(memory: &Path, arguments: &[&str]) -> u64 {
    let command = karvan(arguments, memory);
    let mut shell = Command::new("sh");
    // The counters of a child are added to those of its parent when it ends.
    shell
        .args(["-c", "\"$@\" >&2; cat /proc/$$/io", "sh"])
        .arg(command.get_program())
        .args(arguments);
    for (name, value) in command.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    counted(&String::from_utf8(shell.output().unwrap().stdout).unwrap())
}

fn counted(io: &str) -> u64 {
    let read = io.lines().find_map(|line| line.strip_prefix("rchar: "));
    read.unwrap().parse().unwrap()
}

#[test]
fn the_first_answer_reads_about_the_same_of_a_small_memory_and_of_a_large_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut read: Vec<Vec<u64>> = Vec::new();
    for units in [300, 6_000] {
        let (file, memory) = (path("units.tmx"), path(&format!("{units}.db")));
        // The same statements at the end, which the questions are about; before them ever more of other ones.
        let others = (0..units).map(|n| 100_000 + n);
        write_tmx(&file, others.chain(0..60));
        run(&["import", file.to_str().unwrap()], &memory);
        let size = std::fs::metadata(&memory).unwrap().len();
        let (source, target, _) = questions()[3];
        let exact = statement(8).en;
        let all = [
            "lookup", "-", "-s", source, "-t", target, "--limit", "1", "--format", "jsonl",
        ];
        let mut of_memory = Vec::new();
        for more in [&[][..], &["--pivot", "auto"]] {
            let arguments = [&all[..], more].concat();
            of_memory.push(bytes_read(&memory, &arguments, &exact));
        }
        // Nothing is found: the word is not there, nor is the language, and that is told.
        for target in ["az", "ka"] {
            let arguments = ["lookup", "Zzqx", "-s", "en", "-t", target];
            of_memory.push(bytes_read_until_the_end(&memory, &arguments));
        }
        eprintln!("{units} units, {size} bytes: read {of_memory:?}");
        read.push(of_memory);
    }
    for (small, large) in read[0].iter().zip(&read[1]) {
        assert!(*large < small * 2 + 200_000, "{read:?}");
    }
}
