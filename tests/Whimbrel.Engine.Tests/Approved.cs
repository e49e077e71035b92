using System.Runtime.CompilerServices;

namespace Whimbrel.Engine.Tests;

/// <summary>Texts that a person has read and approved: they stand beside the test, and their diff is the review.</summary>
internal static class Approved
{
    /// <summary>Compares with <c>CLASS.METHOD.approved.txt</c>; what differs is left as <c>.received.txt</c>, to be looked at and renamed.</summary>
    public static void ShouldBeApproved(this string text, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        var stem = Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileNameWithoutExtension(file)}.{method}");
        var (approved, received) = (stem + ".approved.txt", stem + ".received.txt");
        var expected = File.Exists(approved) ? File.ReadAllText(approved) : "";
        if (text == expected)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        var (now, then) = (text.Split('\n'), expected.Split('\n'));
        var line = now.Zip(then).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Fail($"line {line + 1} is '{now.ElementAtOrDefault(line)}', approved is '{then.ElementAtOrDefault(line)}'; if this is right: mv {received} {approved}");
    }
}
