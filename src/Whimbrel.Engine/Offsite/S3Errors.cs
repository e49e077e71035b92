using System.Net.Sockets;
using Amazon.Runtime;

namespace Whimbrel.Engine.Offsite;

/// <summary>What goes wrong with S3, as the sentence of an <see cref="IOException"/>.</summary>
internal static class S3Errors
{
    public static async Task<T> GuardAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (AmazonServiceException e)
        {
            throw new IOException(e.ErrorCode is { Length: > 0 } code ? $"{code}: {e.Message}" : e.Message, e);
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException or SocketException)
        {
            throw new IOException(e.InnerException?.Message ?? e.Message, e);
        }
    }
}
