using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Sql;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel split</c>: the statements of a script as psql would send them.</summary>
internal static class SplitCommand
{
    private const string Stdin = "-";

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A script; - reads standard input." };
        var command = new Command("split", "Print the statements that psql would send, in order; needs no server.") { file };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, parsed.GetValue(CommonOptions.Json)));
        return command;
    }

    private static int Run(string path, bool isJson)
    {
        using var script = Open(path);
        var name = path == Stdin ? "stdin" : path;
        using var reader = new PsqlReader(name, script);
        using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
        return isJson ? WriteJson(name, reader, output) : WriteText(reader, output);
    }

    private static Stream Open(string path)
    {
        if (path == Stdin)
        {
            return Console.OpenStandardInput();
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException(Directory.Exists(path) ? $"{path} is a folder" : e.Message, "name a script, or - for standard input.", ExitCode.Usage, e);
        }
    }

    private static int WriteText(PsqlReader reader, Stream output)
    {
        var text = new SplitText(reader, output);
        try
        {
            text.Write();
        }
        catch (ScriptException e)
        {
            throw Explain(e);
        }
        finally
        {
            output.Flush();
        }

        return (int)ExitCode.Done;
    }

    /// <summary>The document is written as the script is read: an error that comes later ends it, and it tells so.</summary>
    private static int WriteJson(string name, PsqlReader reader, Stream output)
    {
        using var json = new SplitJson(name, reader, output);
        try
        {
            json.WriteStatements();
            json.End(error: null);
            return (int)ExitCode.Done;
        }
        catch (ScriptException e)
        {
            var error = Explain(e);
            json.End(error);
            ErrorOutput.Write(error.Message, error.Hint);
            return (int)error.ExitCode;
        }
    }

    private static OperatorException Explain(ScriptException e) =>
        new($"{e.Message}\n{e.Caret()}".TrimEnd('\n'), e.Hint, ExitCode.Usage, e);
}
