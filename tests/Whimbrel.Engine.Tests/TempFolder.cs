using System.Text;

namespace Whimbrel.Engine.Tests;

/// <summary>A folder that is gone with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("whimbrel-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes UTF-8 without a byte order mark.</summary>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
