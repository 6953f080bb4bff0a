//! Owns the bytes of uploads: files in a folder beside the database, or in memory up to a cap. Does not know names or owners.
use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt, BufWriter};
use tokio_util::io::ReaderStream;
use uuid::Uuid;

use crate::error::{Code, Error, Result};

/// Most bytes of all uploads together when they are kept in memory: two of the largest, and room for small ones.
pub const MEMORY_CAP: u64 = 256 * 1024 * 1024;
/// Bytes written to and read from a file at once.
const CHUNK: usize = 64 * 1024;
/// Ending of files that are not complete.
const PART: &str = "part";

/// Where uploads are kept. Cheap to clone.
#[derive(Clone)]
pub struct Store(Place);

#[derive(Clone)]
enum Place {
    Folder(Arc<Path>),
    Memory(Arc<Mutex<Memory>>),
}

struct Memory {
    files: HashMap<String, Bytes>,
    /// Bytes of complete and of incomplete files.
    used: u64,
    cap: u64,
}

fn lock(memory: &Mutex<Memory>) -> MutexGuard<'_, Memory> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failed(what: &str, error: &io::Error) -> Error {
    tracing::error!(what, kind = %error.kind(), "uploads");
    Error::new(Code::Internal, format!("internal error: the upload could not be {what}"))
}

impl Store {
    /// In memory, up to a number of bytes.
    pub fn in_memory(cap: u64) -> Self {
        Store(Place::Memory(Arc::new(Mutex::new(Memory { files: HashMap::new(), used: 0, cap }))))
    }

    /// In a folder, which is made with the first upload.
    pub fn in_folder(path: PathBuf) -> Self {
        Store(Place::Folder(path.into()))
    }

    /// Beside a database file, or in memory as the database is.
    pub fn beside(database: Option<&Path>) -> Self {
        match database {
            None => Store::in_memory(MEMORY_CAP),
            Some(file) => {
                let mut folder = file.as_os_str().to_owned();
                folder.push(".uploads");
                Store::in_folder(folder.into())
            }
        }
    }

    /// Begins an upload under a new id.
    pub async fn begin(&self) -> Result<Incoming> {
        let id = Uuid::new_v4().simple().to_string();
        let sink = match &self.0 {
            Place::Memory(memory) => Sink::Memory { memory: memory.clone(), bytes: Vec::new() },
            Place::Folder(folder) => {
                let path = folder.join(&id).with_extension(PART);
                let opened = async {
                    tokio::fs::create_dir_all(folder).await?;
                    tokio::fs::File::create_new(&path).await
                };
                let file = opened.await.map_err(|error| failed("stored", &error))?;
                Sink::File { file: BufWriter::with_capacity(CHUNK, file), path }
            }
        };
        Ok(Incoming { id, size: 0, sink, kept: false })
    }

    /// The bytes from a place on, as a response's body; none if there is no such file.
    pub async fn read(&self, id: &str, start: u64, length: u64) -> Result<Option<Body>> {
        match &self.0 {
            Place::Memory(memory) => {
                let whole = lock(memory).files.get(id).cloned();
                Ok(whole.map(|bytes| {
                    let from = (start as usize).min(bytes.len());
                    let to = (start.saturating_add(length) as usize).clamp(from, bytes.len());
                    Body::from(bytes.slice(from..to))
                }))
            }
            Place::Folder(folder) => {
                let opened = async {
                    let mut file = tokio::fs::File::open(folder.join(id)).await?;
                    file.seek(io::SeekFrom::Start(start)).await?;
                    Ok::<_, io::Error>(file)
                };
                match opened.await {
                    Ok(file) => Ok(Some(Body::from_stream(ReaderStream::with_capacity(file.take(length), CHUNK)))),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                    Err(error) => Err(failed("read", &error)),
                }
            }
        }
    }

    /// Removes a file; one that is gone already is fine.
    pub fn remove(&self, id: &str) {
        match &self.0 {
            Place::Memory(memory) => {
                let mut memory = lock(memory);
                let gone = memory.files.remove(id).map_or(0, |bytes| bytes.len() as u64);
                memory.used -= gone;
            }
            Place::Folder(folder) => remove_file(&folder.join(id)),
        }
    }

    /// The bytes of these files, as far as they are there.
    pub fn copies(&self, ids: &[String]) -> Result<HashMap<String, Bytes>> {
        match &self.0 {
            Place::Memory(memory) => {
                let memory = lock(memory);
                Ok(ids.iter().filter_map(|id| Some((id.clone(), memory.files.get(id)?.clone()))).collect())
            }
            Place::Folder(folder) => {
                let read = |id: &String| match std::fs::read(folder.join(id)) {
                    Ok(bytes) => Some(Ok((id.clone(), bytes.into()))),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                    Err(error) => Some(Err(failed("read", &error))),
                };
                ids.iter().filter_map(read).collect()
            }
        }
    }

    /// Makes these the only files.
    pub fn put_back(&self, copies: &HashMap<String, Bytes>) -> Result<()> {
        self.keep_only(&copies.keys().cloned().collect::<Vec<_>>());
        match &self.0 {
            Place::Memory(memory) => {
                let mut memory = lock(memory);
                for (id, bytes) in copies {
                    if memory.files.insert(id.clone(), bytes.clone()).is_none() {
                        memory.used += bytes.len() as u64;
                    }
                }
                Ok(())
            }
            Place::Folder(folder) => {
                let write = |(id, bytes): (&String, &Bytes)| std::fs::write(folder.join(id), bytes);
                let made = if copies.is_empty() { Ok(()) } else { std::fs::create_dir_all(folder) };
                made.and_then(|()| copies.iter().try_for_each(write)).map_err(|error| failed("stored", &error))
            }
        }
    }

    /// Removes every file but these. Only names that this store gives are touched.
    pub fn keep_only(&self, ids: &[String]) {
        let keep: HashSet<&str> = ids.iter().map(String::as_str).collect();
        match &self.0 {
            Place::Memory(memory) => {
                let mut memory = lock(memory);
                let before: u64 = memory.files.values().map(|bytes| bytes.len() as u64).sum();
                memory.files.retain(|id, _| keep.contains(id.as_str()));
                let after: u64 = memory.files.values().map(|bytes| bytes.len() as u64).sum();
                memory.used -= before - after;
            }
            Place::Folder(folder) => {
                // A folder that cannot be listed is one that does not exist yet.
                for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                    let name = entry.file_name();
                    let Some(name) = name.to_str() else { continue };
                    if is_id(name.strip_suffix(".part").unwrap_or(name)) && !keep.contains(name) {
                        remove_file(&entry.path());
                    }
                }
            }
        }
    }
}

fn remove_file(path: &Path) {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::error!(kind = %error.kind(), "an upload could not be removed")
        }
        _ => {}
    }
}

/// Whether a text has the shape of an upload's id.
pub fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
}

enum Sink {
    File { file: BufWriter<tokio::fs::File>, path: PathBuf },
    Memory { memory: Arc<Mutex<Memory>>, bytes: Vec<u8> },
}

/// An upload on its way. Dropping it leaves nothing behind.
pub struct Incoming {
    /// Its id.
    pub id: String,
    /// Bytes so far.
    pub size: u64,
    sink: Sink,
    kept: bool,
}

impl Incoming {
    /// Adds bytes.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<()> {
        match &mut self.sink {
            Sink::File { file, .. } => file.write_all(chunk).await.map_err(|error| failed("stored", &error))?,
            Sink::Memory { memory, bytes } => {
                let mut memory = lock(memory);
                if memory.used + chunk.len() as u64 > memory.cap {
                    return Err(Error::new(
                        Code::PayloadTooBig,
                        format!("all uploads together have at most {} bytes while they are kept in memory", memory.cap),
                    ));
                }
                memory.used += chunk.len() as u64;
                bytes.extend_from_slice(chunk);
            }
        }
        self.size += chunk.len() as u64;
        Ok(())
    }

    /// Hands everything over to the operating system.
    pub async fn finish(&mut self) -> Result<()> {
        match &mut self.sink {
            Sink::File { file, .. } => file.flush().await.map_err(|error| failed("stored", &error)),
            Sink::Memory { .. } => Ok(()),
        }
    }

    /// Makes it readable under its id. Part of the transaction that lists it.
    pub fn keep(mut self) -> Result<()> {
        match &mut self.sink {
            Sink::File { path, .. } => {
                std::fs::rename(&*path, path.with_extension("")).map_err(|error| failed("stored", &error))?;
            }
            Sink::Memory { memory, bytes } => {
                lock(memory).files.insert(self.id.clone(), std::mem::take(bytes).into());
            }
        }
        self.kept = true;
        Ok(())
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        match &self.sink {
            Sink::File { path, .. } => remove_file(path),
            Sink::Memory { memory, .. } => lock(memory).used -= self.size,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn text(store: &Store, id: &str, start: u64, length: u64) -> Option<String> {
        let body = store.read(id, start, length).await.unwrap()?;
        Some(String::from_utf8(axum::body::to_bytes(body, 1000).await.unwrap().to_vec()).unwrap())
    }

    async fn put(store: &Store, contents: &str) -> Result<String> {
        let mut incoming = store.begin().await?;
        incoming.write(contents.as_bytes()).await?;
        incoming.finish().await?;
        let id = incoming.id.clone();
        incoming.keep()?;
        Ok(id)
    }

    #[tokio::test]
    async fn memory_has_a_cap_and_gets_back_what_is_removed_or_abandoned() {
        let store = Store::in_memory(10);
        let first = put(&store, "12345678").await.unwrap();
        assert_eq!(put(&store, "123").await.unwrap_err().code, Code::PayloadTooBig);
        assert_eq!(text(&store, &first, 2, 3).await.as_deref(), Some("345"));
        let mut abandoned = store.begin().await.unwrap();
        abandoned.write(b"12").await.unwrap();
        assert!(put(&store, "1").await.is_err());
        drop(abandoned);
        store.remove(&first);
        assert!(text(&store, &first, 0, 8).await.is_none());
        let second = put(&store, "1234567890").await.unwrap();
        store.keep_only(&[]);
        assert!(text(&store, &second, 0, 8).await.is_none() && put(&store, "1234567890").await.is_ok());
    }

    #[tokio::test]
    async fn a_folder_keeps_complete_files_and_sweeps_only_what_is_its_own() {
        let folder = std::env::temp_dir().join(format!("stream-chat-local-store-{}", Uuid::new_v4()));
        let store = Store::in_folder(folder.clone());
        let (kept, orphan) = (put(&store, "kept").await.unwrap(), put(&store, "orphan").await.unwrap());
        let names = || std::fs::read_dir(&folder).unwrap().count();
        let mut abandoned = store.begin().await.unwrap();
        abandoned.write(b"half").await.unwrap();
        assert_eq!(names(), 3);
        drop(abandoned);
        assert_eq!(names(), 2);
        std::fs::write(folder.join(format!("{}.part", Uuid::new_v4().simple())), "half").unwrap();
        std::fs::write(folder.join("notes.txt"), "somebody's").unwrap();
        store.keep_only(std::slice::from_ref(&kept));
        assert_eq!(names(), 2);
        assert_eq!(text(&store, &kept, 1, 100).await.as_deref(), Some("ept"));
        assert!(text(&store, &orphan, 0, 1).await.is_none() && folder.join("notes.txt").exists());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
