using Whimbrel.Sql;
using Whimbrel.Sql.Native;

namespace Whimbrel.Engine.Migrations;

/// <summary>A file that was read, or why it could not be.</summary>
public sealed record ReadScript(string Path, ParsedScript? Script, ScriptProblem? Problem);

/// <summary>Parses many files on all processors and hands them over in their order; only a few wait parsed at a time.</summary>
public static class ParseAhead
{
    private static readonly int _window = 4 * Environment.ProcessorCount;

    public static IEnumerable<ReadScript> Read(IEnumerable<string> paths)
    {
        var ahead = new Queue<Task<ReadScript>>();
        foreach (var path in paths)
        {
            ahead.Enqueue(ParserThreads.Start(() => ReadOne(path)));
            if (ahead.Count > _window)
            {
                yield return ahead.Dequeue().GetAwaiter().GetResult();
            }
        }

        while (ahead.TryDequeue(out var next))
        {
            yield return next.GetAwaiter().GetResult();
        }
    }

    /// <summary>Reads one script; a problem instead of an exception.</summary>
    public static ReadScript ReadOne(string path)
    {
        try
        {
            return new ReadScript(path, ParsedScript.Read(path), null);
        }
        catch (ScriptException e)
        {
            return new ReadScript(path, null, new ScriptProblem("syntax", path, e.Line, e.Problem, e.Hint ?? "mend the script; 'whimbrel check' looks at it again without a server.", e.Caret(), e.Column));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ReadScript(path, null, new ScriptProblem("unreadable", path, 1, e.Message, "make the file readable."));
        }
    }
}
