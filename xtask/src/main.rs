//! `cargo xtask test`: the Rust tests, those of object stores against a store on this machine, and then
//! those of the Python package, in virtual environments below `target` with every engine that this
//! machine can run.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

/// Extras of the Python package, each with an engine that it runs in.
const ENGINES: &[&str] = &["arrow", "spark", "ray", "datatrove", "hf"];

type Result<T = ()> = std::result::Result<T, String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["test"] => test(false),
        ["test", "--skip-nothing"] => test(true),
        _ => Err("usage: cargo xtask test [--skip-nothing]".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs all tests. With `skip_nothing`, what this machine cannot run is a failure.
fn test(skip_nothing: bool) -> Result {
    run(cargo().arg("test"))?;
    let Some(python) = python() else {
        let what = "object stores and the Python package: no python3 of version 3.10 or later";
        return skip(what, skip_nothing);
    };
    stores(python, skip_nothing)?;
    let venv = venv(python, "python")?;
    let pip = || pip(&venv);
    // As the Rust tests are built; a release takes long.
    run(pip().arg("./python").args([
        "pytest",
        "pyarrow",
        "zstandard",
        "-C",
        "build-args=--profile=dev",
    ]))?;
    for engine in ENGINES {
        if run(pip().arg(format!("jernih[{engine}]"))).is_err() {
            skip(&format!("tests of {engine}: it cannot be installed"), skip_nothing)?;
        }
    }
    let mut pytest = Command::new(venv.join("bin/pytest"));
    pytest.args(["-c", "python/pyproject.toml", "python/tests"]);
    pytest.args(["--pyargs", "jernih", "--doctest-modules", "--doctest-ignore-import-errors"]);
    if skip_nothing {
        pytest.arg("--skip-nothing");
    }
    run(pytest.env("JERNIH_BINARY", target().join("debug/jernih")))
}

/// Runs the tests of object stores, in a build that has them.
fn stores(python: &str, skip_nothing: bool) -> Result {
    let venv = venv(python, "stores")?;
    if run(pip(&venv).arg("moto[server]>=5,<6")).is_err() {
        return skip("tests of object stores: moto cannot be installed", skip_nothing);
    }
    let mut tests = cargo();
    tests.args(["test", "--features", "object-store", "--test", "stores"]);
    run(tests.env("MOTO_PYTHON", venv.join("bin/python")))
}

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A virtual environment of this name, which is made if it is not there yet.
fn venv(python: &str, name: &str) -> Result<PathBuf> {
    let venv = target().join(name);
    if !venv.join("bin/pip").exists() {
        run(Command::new(python).args(["-m", "venv"]).arg(&venv))?;
    }
    Ok(venv)
}

fn pip(venv: &Path) -> Command {
    let mut pip = Command::new(venv.join("bin/python"));
    pip.args(["-m", "pip", "--disable-pip-version-check", "install", "--quiet"]);
    pip
}

/// The first Python that is new enough.
fn python() -> Option<&'static str> {
    let is_new = "import sys, venv; sys.exit(sys.version_info < (3, 10))";
    ["python3", "python"].into_iter().find(|python| {
        let status = Command::new(python).args(["-c", is_new]).status();
        status.is_ok_and(|status| status.success())
    })
}

fn skip(what: &str, skip_nothing: bool) -> Result {
    if skip_nothing {
        return Err(format!("cannot run {what}"));
    }
    eprintln!("xtask: skipped {what}");
    Ok(())
}

fn run(command: &mut Command) -> Result {
    let shown = format!("{command:?}");
    let status = command.current_dir(root()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{shown}: {status}")),
        Err(error) => Err(format!("{shown}: {error}")),
    }
}

fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |path| root().join(path))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}
