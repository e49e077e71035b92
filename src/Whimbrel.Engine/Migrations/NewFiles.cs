namespace Whimbrel.Engine.Migrations;

/// <summary>Files that are all written, or none of them.</summary>
internal static class NewFiles
{
    /// <exception cref="OperatorException">One cannot be written; those before it are removed again.</exception>
    public static void Write(IReadOnlyList<(string Path, string Text)> files)
    {
        var written = new List<string>();
        try
        {
            foreach (var (path, text) in files)
            {
                using var stream = new FileStream(path, FileMode.CreateNew);
                written.Add(path);
                using var writer = new StreamWriter(stream);
                writer.Write(text);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            written.ForEach(File.Delete);
            throw new OperatorException($"{e.Message}; nothing was written", "make the folder writable.", inner: e);
        }
    }
}
