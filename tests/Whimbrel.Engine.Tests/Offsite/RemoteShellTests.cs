using System.Diagnostics;
using Whimbrel.Engine.Offsite;

namespace Whimbrel.Engine.Tests.Offsite;

public sealed class RemoteShellTests
{
    [Theory]
    [InlineData("/mnt/storage/backups/a.dump")]
    [InlineData("/mnt/my backups/a b")]
    [InlineData("it's \"quoted\"")]
    [InlineData("'''")]
    [InlineData("-rf")]
    [InlineData("two\nlines\n")]
    [InlineData("$HOME `id` $(id) \\ ! * ? ; & | > < # ~")]
    [InlineData("")]
    [InlineData("Zürich ☃")]
    public async Task A_shell_reads_a_quoted_word_as_it_was(string word)
    {
        var start = new ProcessStartInfo("sh", ["-c", $"printf %s {RemoteShell.Quote(word)}"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var shell = Process.Start(start)!;

        (await shell.StandardOutput.ReadToEndAsync()).ShouldBe(word);
    }
}
