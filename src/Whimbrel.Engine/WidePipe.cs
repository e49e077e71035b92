using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Whimbrel.Engine;

/// <summary>
/// A program's output, hundreds of megabytes in pieces of 4 kB: who reads each piece as it comes is woken 100,000 times, and takes from the program the
/// processor that it needs. So the pipe is made wide, and is left to fill.
/// </summary>
internal static partial class WidePipe
{
    private const int SetPipeSize = 1031;

    /// <summary>What every user may ask for without being root (/proc/sys/fs/pipe-max-size); a pipe has 64 kB by itself.</summary>
    private const int Bytes = 1024 * 1024;

    private static readonly TimeSpan _toFill = TimeSpan.FromMilliseconds(1);

    /// <summary>Where the kernel refuses, the pipe stays as it is: slower, nothing else.</summary>
    public static void Enlarge(Stream stream)
    {
        if (stream is PipeStream pipe)
        {
            _ = SetControl(pipe.SafePipeHandle, SetPipeSize, Bytes);
        }
    }

    /// <summary>
    /// Hands on what comes until the end. On a thread of its own: the runtime's asynchronous reads are woken for each piece, also while nobody reads.
    /// </summary>
    /// <param name="take">Is done with the bytes when it returns.</param>
    /// <exception cref="OperationCanceledException">The thread then ends with the program that writes.</exception>
    public static Task ReadAllAsync(Stream stream, int bufferSize, Action<ReadOnlySpan<byte>> take, CancellationToken ct) => stream is PipeStream pipe
        ? Task.Factory.StartNew(() => ReadAll(pipe, new byte[bufferSize], take, ct), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(ct)
        : ReadStreamAsync(stream, new byte[bufferSize], take, ct);

    /// <summary>What comes through a network comes in its own pieces.</summary>
    private static async Task ReadStreamAsync(Stream stream, byte[] buffer, Action<ReadOnlySpan<byte>> take, CancellationToken ct)
    {
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            take(buffer.AsSpan(0, read));
        }
    }

    private static void ReadAll(PipeStream pipe, byte[] buffer, Action<ReadOnlySpan<byte>> take, CancellationToken ct)
    {
        var isHeld = false;
        try
        {
            pipe.SafePipeHandle.DangerousAddRef(ref isHeld);
            using var file = new FileStream(new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, bufferSize: 0);
            int read;
            while ((read = file.Read(buffer)) > 0 && !ct.IsCancellationRequested)
            {
                take(buffer.AsSpan(0, read));
                if (read < buffer.Length / 2)
                {
                    ct.WaitHandle.WaitOne(_toFill);
                }
            }
        }
        finally
        {
            if (isHeld)
            {
                pipe.SafePipeHandle.DangerousRelease();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetControl(SafeHandle handle, int command, int value);
}
